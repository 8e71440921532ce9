/** How many services of a node start at the same time. */

/**
 * Fewer than this gain nothing: most of a start is waiting for the first health check, which comes
 * after a whole interval.
 */
const LEAST = 8;
const PER_CORE = 2;
/** Pulumi's own default: what the machine that deploys carries, for it starts a process at every step. */
const PER_DEPLOYING_CORE = 4;

/** `node` and `deployer` are cores: of the machine that services start on, and of the one that deploys. */
export function startsAtOnce({ node, deployer }: { node: number; deployer: number }): number {
  const carried = Math.min(node * PER_CORE, deployer * PER_DEPLOYING_CORE);
  return Math.max(LEAST, Math.floor(carried));
}
