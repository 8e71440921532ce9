/**
 * Services of other stacks as those have published them. Where a stack has published nothing of a service, its row
 * counts, with what the stack's file is known to choose.
 */
import { referencesOf as referencesIn } from "../../catalog/needs.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { Fault } from "../../lib/faults.ts";
import { formatFault, shown } from "../../lib/faults.ts";
import { disabledFault, findService } from "../../rules/dependencies.ts";
import type { Contract } from "./contract.ts";

/** By stack: what it has published, as far as it is believed. */
export type Contracts = Readonly<Record<string, Pick<Contract, "endpoints" | "services">>>;

export function asPublished(service: Service, contracts: Contracts): Service {
  const enabled = isOn(service, contracts);
  if (enabled === undefined) return service;
  return {
    ...service,
    enabled,
    ...(!enabled && { disabled: service.disabled ?? `as ${service.node} has published` }),
    ports: service.ports.map((port) =>
      // A port that its row no longer publishes is about to go: what needs it is refused.
      port.external === undefined
        ? port
        : { ...port, external: publishedPort(service, port.purpose, contracts) ?? port.external },
    ),
  };
}

/** Undefined where its stack has published nothing of it. */
function isOn({ node, name }: Service, contracts: Contracts): boolean | undefined {
  return contracts[node]?.services?.[name];
}

function publishedPort(
  { node, name }: Service,
  purpose: string,
  contracts: Contracts,
): number | undefined {
  return contracts[node]?.endpoints[name]?.[purpose];
}

/** What stacks have chosen otherwise than rows say, a line for each stack: it is followed. */
export function choiceLines(rows: readonly Service[], contracts: Contracts): string[] {
  const differing = rows.filter((row) => {
    const enabled = isOn(row, contracts);
    return enabled !== undefined && enabled !== row.enabled;
  });
  return [...Map.groupBy(differing, ({ node }) => node)].map(([node, services]) => {
    const parts = [true, false].flatMap((enabled) => {
      const names = services.filter((one) => one.enabled !== enabled).map(({ name }) => name);
      return names.length > 0 ? [`${enabled ? "on" : "off"}: ${names.join(", ")}`] : [];
    });
    return `${node}: goes by what it has published and not by rows: ${parts.join("; ")}`;
  });
}

/**
 * What rows say and their stacks have not published yet: until they do, the plan of `stack` is not what it will be.
 *
 * @param rows every row of the other stacks
 */
export function waitLines(stack: string, rows: readonly Service[], contracts: Contracts): string[] {
  return rows.flatMap((row) => {
    const { node, name } = row;
    const isKnown = contracts[node]?.services !== undefined;
    if (!isKnown || !row.enabled) return [];
    const fix = `run npx bev up ${node}, then npx bev up ${stack}`;
    const enabled = isOn(row, contracts);
    if (enabled === undefined) {
      const problem = `must be published by ${node}, is taken from its row`;
      return [formatFault({ path: `${node}/${name}`, problem, fix })];
    }
    return enabled ? portLines(row, contracts, fix) : [];
  });
}

function portLines(row: Service, contracts: Contracts, fix: string): string[] {
  return row.ports.flatMap(({ purpose, external }) => {
    const published = publishedPort(row, purpose, contracts);
    if (published === external) return [];
    const path = `${row.node}/${row.name}/ports/${purpose}`;
    const found = published === undefined ? "is not yet" : `is published as ${String(published)}`;
    const problem = `must be published as ${shown(external)}, as its row says, ${found}`;
    return [formatFault({ path, problem, fix })];
  });
}

export interface UnmetNeed {
  /** Where what is needed would run. */
  node: string;
  fault: Fault;
}

/**
 * What services of this stack need and another stack has switched off. Rows that need a row that is off are refused
 * before; this is what choices have made of them.
 */
export function unmetNeeds(services: readonly Service[], others: readonly Service[]): UnmetNeed[] {
  return services.flatMap((client) => {
    const { dependsOn } = client;
    const named = [
      ...dependsOn.map((service) => ({ at: `dependsOn/${service}`, service })),
      ...referencesIn(client).filter(({ service }) => !dependsOn.includes(service)),
    ];
    return named.flatMap(({ at, service }) => {
      const server = findService([...services, ...others], client, service);
      if (!server || server.enabled) return [];
      const fault = disabledFault(`${client.node}/${client.name}/${at}`, server, client);
      return [{ node: server.node, fault }];
    });
  });
}
