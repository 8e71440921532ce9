/** Which services are affected when others restart or are removed. */
import { findService } from "./dependencies.ts";

interface Running {
  name: string;
  node: string;
  dependsOn: readonly string[];
}

export interface Identity {
  name: string;
  node: string;
}

export interface Stopped extends Identity {
  /** It holds something worth saving. */
  stateful: boolean;
}

export interface Interruption extends Stopped {
  /** Services of any node that need its answer. */
  dependents: Identity[];
}

/**
 * What stops, services with data first, because they start slowest and most depends on them.
 *
 * @param running every enabled service of all nodes
 * @param stopped those whose container ends, for good or to be replaced
 */
export function interruptions(
  running: readonly Running[],
  stopped: readonly Stopped[],
): Interruption[] {
  return stopped
    .map((service) => {
      const dependents = running.filter((one) =>
        one.dependsOn.some((needed) => {
          const found = findService(running, one, needed);
          return found?.name === service.name && found.node === service.node;
        }),
      );
      const identities = dependents.map(({ name, node }) => ({ name, node }));
      return { ...service, dependents: identities.sort(byName) };
    })
    .sort((a, b) => Number(b.stateful) - Number(a.stateful) || byName(a, b));
}

function byName(a: Identity, b: Identity): number {
  return a.node.localeCompare(b.node) || a.name.localeCompare(b.name);
}
