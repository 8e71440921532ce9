/** What a single service must satisfy. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import type { Finding } from "./container.ts";

interface Replicated {
  name: string;
  node: string;
  family: string;
  singleton?: true;
  replicas: { max: number | null; count: number };
}

export function replicaFaults(services: readonly Replicated[]): Fault[] {
  return services.flatMap(({ name, node, singleton, replicas: { max, count } }) => {
    const problem = replicaProblem(count, singleton ?? false, max);
    if (problem === undefined) return [];
    const fix = `run pulumi config set --path bev:services.${name}.replicas <number> --stack ${node}`;
    return [{ path: `${node}/${name}/replicas`, problem, fix }];
  });
}

interface Standby {
  name: string;
  node: string;
  family: string;
  image: { software: string };
  enabled: boolean;
  standbyFor?: string;
}

/** It judges by rules about the one that it stands in for: one of its product, on another machine, that runs. */
export function standbyFaults(services: readonly Standby[], all: readonly Standby[]): Fault[] {
  return services
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, node, family, image, standbyFor }) => {
      const isThere = all.some(
        (one) =>
          one.name === standbyFor &&
          one.node !== node &&
          one.enabled &&
          one.image.software === image.software,
      );
      if (standbyFor === undefined || isThere) return [];
      return [
        {
          path: `${node}/${name}/standbyFor`,
          problem: `must be an enabled ${image.software} of another node, got ${shown(standbyFor)}`,
          fix: `set it in src/catalog/${family}.ts, or disable ${name}`,
        },
      ];
    });
}

interface Storer extends Replicated {
  volumes: readonly unknown[];
}

/**
 * Each instance has volumes of its own. Without a product that replicates between them, and none here
 * does between instances of one row, each would hold other data.
 */
export function dividedDataFaults(services: readonly Storer[]): Fault[] {
  return services
    .filter(({ volumes, replicas }) => volumes.length > 0 && replicas.count > 1)
    .map(({ name, node, replicas }) => ({
      path: `${node}/${name}/replicas`,
      problem: `must be 1, because ${name} keeps data that its product does not replicate, got ${shown(replicas.count)}`,
      fix: `run pulumi config set --path bev:services.${name}.replicas 1 --stack ${node}`,
    }));
}

/** `max`: null where no upper bound is stated. */
function replicaProblem(count: number, singleton: boolean, max: number | null): string | undefined {
  const most = singleton ? 1 : max;
  if (Number.isInteger(count) && count >= 1 && (most === null || count <= most)) return undefined;
  const range = most === null ? "1 or more" : most === 1 ? "1" : `1 to ${String(most)}`;
  return `must be ${range}${singleton ? ", it is a singleton" : ""}, got ${shown(count)}`;
}

/** `count` is how many there are, whatever the component says; one that says nothing is there once. */
export function instanceFindings(
  { singleton, replicas }: { singleton?: unknown; replicas?: unknown },
  count: number,
): Finding[] {
  const stated = (replicas ?? { max: 1 }) as { count?: unknown; max?: unknown };
  const max = typeof stated.max === "number" ? stated.max : null;
  const counts = [count, ...(typeof stated.count === "number" ? [stated.count] : [])];
  const problem = counts
    .map((one) => replicaProblem(one, singleton === true, max))
    .find((one) => one !== undefined);
  return problem === undefined ? [] : [{ at: "replicas", problem }];
}

/** A service is stateful when a volume of it holds something worth saving. */
export function isStateful({ volumes }: { volumes: readonly { backup: string }[] }): boolean {
  return volumes.some(({ backup }) => backup !== "none");
}

interface Proxied {
  name: string;
  node: string;
  family: string;
  behind?: string | undefined;
  volumes: readonly { backup: string }[];
  ports: readonly { external: number | undefined }[];
}

/** Two instances run side by side for a while: neither may own a port of the node or data. */
export function proxyFaults(services: readonly Proxied[]): Fault[] {
  return services.flatMap(({ name, node, family, behind, volumes, ports }) => {
    if (behind === undefined) return [];
    const path = `${node}/${name}/behind`;
    const fix = `set it in src/catalog/${family}.ts`;
    const port = ports.find(({ external }) => external !== undefined)?.external;
    if (!services.some((one) => one.name === behind)) {
      return [{ path, problem: `must be a service of ${node}, got ${shown(behind)}`, fix }];
    }
    if (port !== undefined || isStateful({ volumes })) {
      const held = port === undefined ? "holds data" : `publishes port ${String(port)}`;
      const problem = `must be absent, because ${name} ${held} and cannot run twice`;
      return [{ path, problem, fix }];
    }
    return [];
  });
}

interface Storing {
  name: string;
  node: string;
  family: string;
  volumes: readonly { path: string }[];
  image: { volumePaths: readonly string[]; writable: Record<string, number> };
}

/** No VOLUME path of an image is left to an anonymous volume, which dies with its container. */
export function volumeFaults(services: readonly Storing[]): Fault[] {
  return services.flatMap(({ name, node, family, volumes, image }) =>
    image.volumePaths
      .filter(
        (path) => !volumes.some((volume) => volume.path === path) && !(path in image.writable),
      )
      .map((path) => ({
        path: `${node}/${name}/volumes`,
        problem: `must cover ${path}, where the image declares a volume`,
        fix: `add it to \`volumes\` of the row in src/catalog/${family}.ts`,
      })),
  );
}
