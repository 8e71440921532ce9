/** Where services find each other: the port that one is told of must be there. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { disabledFault, findService } from "./dependencies.ts";

interface Client {
  name: string;
  node: string;
  family: string;
}

interface Server extends Client {
  enabled: boolean;
  disabled?: string;
  ports: readonly { purpose: string; external: number | undefined }[];
}

/** What a row says of another service. */
export interface Reference {
  /** Where in the row. */
  at: string;
  service: string;
  /** Absent: the first port. */
  purpose?: string | undefined;
}

/** A service that is named must be there and run. */
export function referredFaults(
  client: Client & { dependsOn: readonly string[] },
  references: readonly Reference[],
  all: readonly Server[],
): Fault[] {
  return references.flatMap(({ at, service }) => {
    const path = `${client.node}/${client.name}/${at}`;
    const server = findService(all, client, service);
    // What it depends on is judged as such.
    if (server?.enabled || client.dependsOn.includes(service)) return [];
    if (server) return [disabledFault(path, server, client)];
    const problem = `must be a service of the catalogue, got ${shown(service)}`;
    return [{ path, problem, fix: `set it in src/catalog/${client.family}.ts` }];
  });
}

/** On its own node a client reaches every port, from another one those that are published. */
export function portFault(
  client: Omit<Client, "family">,
  server: Pick<Server, "name" | "node" | "family" | "ports">,
  purpose?: string,
): Fault | undefined {
  const port = server.ports.find((one) => purpose === undefined || one.purpose === purpose);
  const isElsewhere = server.node !== client.node;
  if (port && (!isElsewhere || port.external !== undefined)) return undefined;
  const which = `one for ${purpose ?? "its first purpose"}${isElsewhere ? " that is published" : ""}`;
  const who = isElsewhere ? `${client.name} on ${client.node}` : client.name;
  return {
    path: `${server.node}/${server.name}/ports`,
    problem: `must have ${which}, because ${who} needs it, has none`,
    fix: `set it in src/catalog/${server.family}.ts`,
  };
}
