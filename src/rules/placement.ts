/** Where a service may run. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

/** `gpuNodes`: those that have a graphics card. */
export function gpuPlacementFaults(
  services: readonly { name: string; node: string; family: string; wantsGpu: boolean }[],
  gpuNodes: readonly string[],
): Fault[] {
  return services
    .filter(({ node, wantsGpu }) => wantsGpu && !gpuNodes.includes(node))
    .map(({ name, node, family }) => ({
      path: `${node}/${name}/node`,
      problem: gpuPlacementProblem(node, gpuNodes),
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
  { type, stack, gpuNodes }: { type: string; stack: string; gpuNodes: readonly string[] },
): Finding[] {
  const wantsGpu =
    /^bev:ai:/i.test(type) ||
    (typeof family === "string" && family.toLowerCase() === "gpu-ai") ||
    !(Number(gpuUnits ?? 0) <= 0);
  const hasGpu = (place: unknown) => gpuNodes.some((name) => name === place);
  const places = [
    { at: "node", found: node ?? stack },
    { at: "stack", found: stack },
  ];
  const wrong = wantsGpu ? places.find(({ found }) => !hasGpu(found)) : undefined;
  return wrong ? [{ at: wrong.at, problem: gpuPlacementProblem(wrong.found, gpuNodes) }] : [];
}

function gpuPlacementProblem(found: unknown, gpuNodes: readonly string[]): string {
  const names = gpuNodes.map(shown);
  const which = gpuNodes.length === 1 ? "the only node with a GPU" : "the nodes with a GPU";
  return `must be ${names.join(" or ")}, ${which}, got ${shown(found)}`;
}

/** By node, and `edge` for every edge region: the families that may run there. */
export type FamilyPlaces = Readonly<Record<string, readonly string[]>>;

export function familyFaults(
  services: readonly { name: string; node: string; family: string }[],
  places: FamilyPlaces,
): Fault[] {
  return services.flatMap(({ name, node, family }) =>
    familyFindings("family", family, node, places).map(({ at, problem }) => ({
      path: `${node}/${name}/${at}`,
      problem,
      fix: "move it, or add the family to the node's row in src/catalog/nodes.ts",
    })),
  );
}

/** `node` is where it would run; undefined: nowhere that is known. */
export function familyFindings(
  at: string,
  family: unknown,
  node: string | undefined,
  places: FamilyPlaces,
): Finding[] {
  const known = [...new Set(Object.values(places).flat())].sort();
  if (typeof family !== "string" || !known.includes(family)) {
    const fix = "name the family of the service";
    return [finding(at, `one of ${known.join(", ")}`, family ?? undefined, fix)];
  }
  if (node !== undefined && places[node.startsWith("edge-") ? "edge" : node]?.includes(family))
    return [];
  const where = node === undefined ? "an unknown node" : shown(node);
  const allowed = Object.keys(places)
    .filter((place) => places[place]?.includes(family))
    .sort();
  return [
    { at, problem: `must be a family of ${where}, got ${shown(family)}, of ${allowed.join(", ")}` },
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
  gpuNodes: readonly string[],
): Finding[] {
  if (node !== undefined && gpuNodes.includes(node)) return [];
  const where = node === undefined ? "an unknown node" : shown(node);
  const names = gpuNodes.map((name) => `"${name}"`).join(" and ");
  const wanted = `absent on ${where}, only ${names} ${gpuNodes.length === 1 ? "has" : "have"} a GPU`;
  return gpuRequests(container).map(({ at, found }) => finding(at, wanted, found));
}
