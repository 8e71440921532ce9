/** Where a service may run. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

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
      problem: gpuPlacementProblem(node),
      fix: `set it in src/catalog/${family}.ts`,
    }));
}

/**
 * What a component says of itself. It may be anybody's component: every fact may be absent, null or
 * of another type.
 */
export interface ComponentFacts {
  service?: unknown;
  node?: unknown;
  family?: unknown;
  gpuUnits?: unknown;
  singleton?: unknown;
  replicas?: unknown;
}

/** By what a component is or says; edge regions have no GPU either (C31). */
export function gpuComponentFindings(
  { node, family, gpuUnits }: ComponentFacts,
  { type, stack }: { type: string; stack: string },
): Finding[] {
  const wantsGpu =
    /^bev:ai:/i.test(type) ||
    (typeof family === "string" && family.toLowerCase() === "gpu-ai") ||
    !(Number(gpuUnits ?? 0) <= 0);
  const places = [
    { at: "node", found: node ?? stack },
    { at: "stack", found: stack },
  ];
  const wrong = wantsGpu ? places.find(({ found }) => found !== GPU_NODE) : undefined;
  return wrong ? [{ at: wrong.at, problem: gpuPlacementProblem(wrong.found) }] : [];
}

function gpuPlacementProblem(found: unknown): string {
  return `must be ${shown(GPU_NODE)}, the only node with a GPU, got ${shown(found)}`;
}

/** By family: the nodes that may host it; `edge` stands for every edge region. */
export const familyNodes: Readonly<Record<string, readonly string[]>> = {
  database: ["oracle1", "thanos"],
  dev: ["starlord"],
  edge: ["edge", "oracle1"],
  "gpu-ai": ["thanos"],
  mcp: ["starlord", "thanos"],
  monitoring: ["oracle1", "starlord", "thanos"],
  network: ["oracle1", "starlord", "thanos"],
  osint: ["oracle1", "thanos"],
  queue: ["thanos"],
  recovery: ["oracle1"],
  secrets: ["oracle1", "starlord", "thanos"],
  workflow: ["oracle1", "thanos"],
};

/** `node` is where it would run; undefined: nowhere that is known. */
export function familyFindings(at: string, family: unknown, node: string | undefined): Finding[] {
  const known = Object.keys(familyNodes);
  const nodes =
    typeof family === "string" && known.includes(family) ? familyNodes[family] : undefined;
  if (!nodes) {
    const fix = "name the family of the service";
    return [finding(at, `one of ${known.join(", ")}`, family ?? undefined, fix)];
  }
  if (node !== undefined && nodes.includes(node.startsWith("edge-") ? "edge" : node)) return [];
  const where = node === undefined ? "an unknown node" : shown(node);
  return [
    { at, problem: `must be a family of ${where}, got ${shown(family)}, of ${nodes.join(", ")}` },
  ];
}

/** An image must be built for the node's processor; an unresolved image is judged when it resolves. */
export function runsOn(platforms: readonly string[], architecture: string): boolean {
  return platforms.some((platform) => platform.startsWith(`linux/${architecture}`));
}

/** Variables that the NVIDIA runtime obeys; it ignores case nowhere, yet some images upper-case them. */
const GPU_VARIABLE = /^(NVIDIA|CUDA)_(VISIBLE_DEVICES|DRIVER_CAPABILITIES)=(?!(none|void|-1)?$)/i;

/** Device files of graphics cards, of any maker. */
const GPU_DEVICE = /^\/dev\/(nvidia|dri|kfd)/;

/** Everything in a container's arguments that would give it a graphics card. */
export function gpuRequests(container: ContainerInputs): { at: string; found: unknown }[] {
  const { gpus, runtime, deviceRequests, devices, envs } = container;
  return [
    ...(gpus ? [{ at: "gpus", found: gpus }] : []),
    ...(runtime && /nvidia/i.test(runtime) ? [{ at: "runtime", found: runtime }] : []),
    ...(deviceRequests ?? []).map((found, index) => ({
      at: `deviceRequests/${String(index)}`,
      found,
    })),
    ...(devices ?? []).flatMap(({ hostPath, containerPath }, index) => {
      const found = [hostPath, containerPath].find((file) => file && GPU_DEVICE.test(file));
      return found ? [{ at: `devices/${String(index)}`, found }] : [];
    }),
    ...(envs ?? []).flatMap((found, index) =>
      GPU_VARIABLE.test(found) ? [{ at: `envs/${String(index)}`, found }] : [],
    ),
  ];
}

/** `node` is the one whose Engine runs the container; undefined: none that is known. */
export function gpuContainerFindings(
  container: ContainerInputs,
  node: string | undefined,
): Finding[] {
  if (node !== undefined && mayUseGpu(node)) return [];
  const where = node === undefined ? "an unknown node" : shown(node);
  const wanted = `absent on ${where}, only "${GPU_NODE}" has a GPU`;
  return gpuRequests(container).map(({ at, found }) => finding(at, wanted, found));
}
