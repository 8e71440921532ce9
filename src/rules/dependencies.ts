/** Dependencies: each is there, none form a ring, and the order in which services start. */
import type { Fault } from "../lib/faults.ts";
import { reasonOf, shown } from "../lib/faults.ts";

interface Dependent {
  name: string;
  node: string;
  family: string;
  dependsOn: readonly string[];
  enabled: boolean;
  disabled?: string;
}

/** Regions have services of the same names, each for its own region. */
function isRegional({ node }: { node: string }): boolean {
  return node.startsWith("edge-");
}

/**
 * The row that a name means for a service: on its own machine first, else on the node that has it.
 */
export function findService<S extends { name: string; node: string }>(
  all: readonly S[],
  from: { node: string },
  name: string,
): S | undefined {
  return (
    all.find((one) => one.name === name && one.node === from.node) ??
    all.find((one) => one.name === name && !isRegional(one))
  );
}

/** `all` holds every stack's services: a need may lie on another node. */
export function dependencyFaults(
  services: readonly Dependent[],
  all: readonly Dependent[],
): Fault[] {
  return services
    .filter(({ enabled }) => enabled)
    .flatMap((service) =>
      service.dependsOn.flatMap((name) => {
        const path = `${service.node}/${service.name}/dependsOn/${name}`;
        const needed = findService(all, service, name);
        if (!needed) {
          return [
            {
              path,
              problem: `must be a service of the catalogue, got ${shown(name)}`,
              fix: `set it in src/catalog/${service.family}.ts`,
            },
          ];
        }
        return needed.enabled ? [] : [disabledFault(path, needed, service)];
      }),
    );
}

/** `path`: where `service` names the one that it needs. */
export function disabledFault(
  path: string,
  needed: { name: string; node: string; disabled?: string },
  service: { name: string; node: string },
): Fault {
  const { name, node, disabled = "by configuration" } = needed;
  // Another stack's choices count once it has published them.
  const then = node === service.node ? "" : ` and npx bev up ${node}`;
  return {
    path,
    problem: `must be enabled, is disabled (${disabled})`,
    fix:
      `run pulumi config set --path bev:services.${name}.enabled true --stack ${node}${then}, ` +
      `or disable ${service.name}`,
  };
}

/**
 * Services of one node so that each comes after what it needs there.
 * @throws Error naming the ring, when there is one
 */
export function startOrder<S extends Dependent>(services: readonly S[]): S[] {
  const ordered = new Set<S>();
  const visit = (service: S, path: readonly string[]): void => {
    if (ordered.has(service)) return;
    if (path.includes(service.name)) {
      throw new Error([...path.slice(path.indexOf(service.name)), service.name].join(" -> "));
    }
    for (const name of service.dependsOn) {
      const needed = services.find((one) => one.name === name && one.node === service.node);
      if (needed) visit(needed, [...path, service.name]);
    }
    ordered.add(service);
  };
  for (const service of services) visit(service, []);
  return [...ordered];
}

/** Services of one node by level: each needs those of lower levels only. */
export function startLevels<S extends Dependent>(services: readonly S[]): S[][] {
  const levels: S[][] = [];
  const depths = new Map<string, number>();
  for (const service of startOrder(services)) {
    const needed = service.dependsOn.map((name) => depths.get(name) ?? -1);
    const depth = Math.max(-1, ...needed) + 1;
    depths.set(service.name, depth);
    (levels[depth] ??= []).push(service);
  }
  return levels;
}

export function ringFaults(services: readonly Dependent[]): Fault[] {
  try {
    startOrder(services);
    return [];
  } catch (error) {
    const ring = reasonOf(error);
    return [
      {
        path: `${services[0]?.node ?? ""}/dependsOn`,
        problem: `must not form a ring, is ${ring}`,
        fix: "remove one of these from its row's `dependsOn`",
      },
    ];
  }
}
