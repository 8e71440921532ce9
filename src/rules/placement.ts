/** Where a service may run. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";

/** The one node with a graphics card: the predicate behind row, component and policy. */
export const GPU_NODE = "thanos";

export function mayUseGpu(node: string): boolean {
  return node === GPU_NODE;
}

export function gpuPlacementFaults(
  services: readonly { name: string; node: string; family: string; wantsGpu: boolean }[],
): Fault[] {
  return services
    .filter(({ node, wantsGpu }) => wantsGpu && !mayUseGpu(node))
    .map(({ name, node, family }) => ({
      path: `${node}/${name}/node`,
      problem: `must be "${GPU_NODE}", the only node with a GPU, got ${shown(node)}`,
      fix: `set it in src/catalog/${family}.ts`,
    }));
}

/** An image must be built for the node's processor; an unresolved image is judged when it resolves. */
export function runsOn(platforms: readonly string[], architecture: string): boolean {
  return platforms.some((platform) => platform.startsWith(`linux/${architecture}`));
}
