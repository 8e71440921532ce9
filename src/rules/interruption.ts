/** Who feels it when services are restarted or removed. */
import { findService } from "./dependencies.ts";
import { isStateful } from "./services.ts";

interface Running {
  name: string;
  node: string;
  dependsOn: readonly string[];
  volumes: readonly { backup: string }[];
}

export interface Identity {
  name: string;
  node: string;
}

export interface Interruption extends Identity {
  stateful: boolean;
  /** Services of any node that need its answer. */
  dependents: Identity[];
}

/**
 * What stops, services with data first, because they start slowest and most depends on them.
 *
 * @param running every enabled service of all nodes
 * @param stopped those whose container ends, for good or to be made anew
 */
export function interruptions(
  running: readonly Running[],
  stopped: readonly Identity[],
): Interruption[] {
  return stopped
    .map(({ name, node }) => {
      const row = running.find((one) => one.name === name && one.node === node);
      const dependents = running.filter((one) =>
        one.dependsOn.some((needed) => {
          const found = findService(running, one, needed);
          return found?.name === name && found.node === node;
        }),
      );
      return {
        name,
        node,
        stateful: row !== undefined && isStateful(row),
        dependents: dependents.map((one) => ({ name: one.name, node: one.node })).sort(byName),
      };
    })
    .sort((a, b) => Number(b.stateful) - Number(a.stateful) || byName(a, b));
}

function byName(a: Identity, b: Identity): number {
  return a.node.localeCompare(b.node) || a.name.localeCompare(b.name);
}
