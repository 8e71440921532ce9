/** Names on one node: a second row of a name would be counted and never deployed. */
import type { Fault } from "../lib/faults.ts";
import { containerName, instanceName, volumeName } from "../lib/names.ts";
import { LONGEST_HOSTNAME } from "./engine-values.ts";

interface Named {
  name: string;
  node: string;
  family: string;
  aliases: readonly string[];
  volumes: readonly { name: string }[];
  secrets: readonly unknown[];
  vault?: unknown;
  replicas: { count: number };
  image: { software: string };
}

/** What stands for a service, as its node or a reader knows it. */
interface Claim {
  at: string;
  what: string;
  name: string;
  service: Named;
}

/** Each row of a node has names of its own, also those that are made of its name. At most one fault a row. */
export function nameFaults(services: readonly Named[]): Fault[] {
  const taken = new Map<string, Claim>();
  return services.flatMap((service) => {
    const claims = claimsOf(service);
    const conflicts = claims.flatMap((claim) => {
      const key = `${service.node} ${claim.what} ${claim.name}`;
      const first = taken.get(key);
      if (!first) taken.set(key, claim);
      return first && !mayShare(claim, first) ? [conflictFault(claim, first)] : [];
    });
    return [...conflicts.slice(0, 1), ...lengthFaults(service)];
  });
}

/** The names of one row may be spelled in several ways, and the members of a cluster may have one for all. */
function mayShare(claim: Claim, first: Claim): boolean {
  if (claim.what !== "name") return false;
  if (claim.service === first.service) return true;
  const areAliases = [claim, first].every(({ at }) => at !== "name");
  return areAliases && claim.service.image.software === first.service.image.software;
}

function claimsOf(service: Named): Claim[] {
  const { name, aliases, volumes, secrets, vault, replicas } = service;
  const length = Math.min(replicas.count, MOST_INSTANCES);
  const instances = Array.from({ length }, (_, index) => instanceName(name, index));
  const made = [
    ...volumes.map((volume, index) => ({ at: `volumes/${String(index)}/name`, name: volume.name })),
    ...(secrets.length > 0 ? [{ at: "secrets", name: "secrets" }] : []),
    ...(vault === undefined ? [] : [{ at: "vault", name: "vault" }]),
  ];
  return [
    { at: "name", what: "name", name: canonical(name), service },
    ...aliases.map((alias, index) => ({
      ...{ at: `aliases/${String(index)}`, what: "name", name: canonical(alias), service },
    })),
    ...instances.flatMap((instance) => [
      { at: "name", what: "container", name: containerName("", instance), service },
      ...made.map((one) => ({
        ...{ at: one.at, what: "volume", name: volumeName("", instance, one.name), service },
      })),
    ]),
  ];
}

/** More are refused for other reasons. */
const MOST_INSTANCES = 1000;

/** People and DNS take these for the same. */
function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/[_ ]/g, "-");
}

function conflictFault({ at, what, name, service }: Claim, first: Claim): Fault {
  const { node, family } = service;
  const other = first.service.name === service.name ? "another one of it" : first.service.name;
  return {
    path: `${node}/${service.name}/${at}`,
    problem: `must be unique on ${node}, the ${what} ${name} is that of ${other} too`,
    fix: `rename one of them in src/catalog/${family}.ts`,
  };
}

/** The last instance has the longest name. */
function lengthFaults({ name, node, family, replicas }: Named): Fault[] {
  const last = instanceName(name, replicas.count - 1);
  if (replicas.count < 1 || last.length <= LONGEST_HOSTNAME) return [];
  return [
    {
      path: `${node}/${name}/name`,
      problem: `must leave room for its instances' host names of at most ${String(LONGEST_HOSTNAME)} characters, got ${last}`,
      fix: `set it in src/catalog/${family}.ts`,
    },
  ];
}
