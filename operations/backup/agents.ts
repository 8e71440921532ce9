/** The agents that save the nodes' services, and what they know: asked in their containers. */
import { catalog } from "../../src/catalog/index.ts";
import { isNode, nodes } from "../../src/catalog/nodes.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { renderService } from "../../src/container/rendered-service.ts";
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import { backupOf } from "../../src/software/backups.ts";
import { backupPlan, keepsData, unsavedReason } from "../../src/software/backup/index.ts";
import type { SavedService } from "../../src/software/backup/index.ts";
import { softwareOf } from "../../src/software/index.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { planStack } from "../../src/stack/plan.ts";
import { capture } from "../command.ts";

export interface Agent {
  node: string;
  /** Of the node's Engine. */
  host: string;
  container: string;
  /** Its node may be off. */
  isOnDemand: boolean;
  /** From one run to the next, as its row says. */
  everySeconds: number;
  saved: SavedService[];
  /** Services with data that it does not save, and why. */
  unsaved: { service: string; why: string }[];
  /** Volumes, as `service/volume`, that nobody saves. */
  unkept: Record<"none" | "replicated", string[]>;
  /** The node with its store. */
  keeper: string | undefined;
  /** Literal reference of a service's image, and its volumes with data by name: those that a restore fills. */
  placeOf: (service: string) => Place;
}

export interface Place {
  image: string;
  volumes: { name: string; path: string }[];
}

/** One backup of one service, as services/backup tells of it. */
export interface Snapshot {
  id: string;
  service: string;
  time: string;
  bytes: number;
  facts: string;
}

/** Those of the nodes that have one. */
export function agentsOf(configs: ReadonlyMap<string, StackConfig>): Agent[] {
  return [...configs].flatMap(([node, config]) => {
    const site = planStack(node as StackName, config);
    const agent = site.services.find(({ image }) => image.software === "backup");
    if (!agent) return [];
    const rendered = (service: Service) => renderService(service, site, 0);
    const { saved, unsaved } = savedOf(site);
    return [
      {
        ...{ node, host: config.node.host, container: rendered(agent).container.name },
        ...{ everySeconds: secondsOf(agent), saved, unsaved },
        isOnDemand: isNode(node) && nodes[node].availability === "on demand",
        unkept: {
          none: unkeptOf(site.services, "none"),
          replicated: unkeptOf(site.services, "replicated"),
        },
        keeper: keeperOf(agent),
        placeOf: (name: string) => {
          const service = site.services.find((one) => one.name === name);
          if (!service) throw new Error(`${node}/${name}: is no service`);
          const { image, container } = rendered(service);
          return { image, volumes: volumesOf(service, container.mounts) };
        },
      },
    ];
  });
}

function savedOf(
  site: Parameters<typeof backupPlan>[0]["site"] & { services: readonly Service[] },
) {
  const { services } = backupPlan({ site, services: site.services, softwareOf });
  const unsaved = site.services.filter(keepsData).flatMap((service) => {
    const why = unsavedReason(backupOf(service, softwareOf(service)), site.services);
    return why === undefined ? [] : [{ service: service.name, why }];
  });
  return { saved: services, unsaved };
}

function unkeptOf(services: readonly Service[], method: "none" | "replicated"): string[] {
  return services.flatMap(({ name, volumes }) =>
    volumes.filter(({ backup }) => backup === method).map((volume) => `${name}/${volume.name}`),
  );
}

function keeperOf({ env }: Service): string | undefined {
  const store = env["BACKUP_STORE"];
  const service = typeof store === "object" && "endpoint" in store ? store.endpoint : undefined;
  return catalog.find(({ name }) => name === service)?.node;
}

function secondsOf({ env }: Service): number {
  const every = env["BACKUP_EVERY"];
  return Number.parseInt(typeof every === "string" ? every : "0", 10) * 3600;
}

function volumesOf(
  service: Service,
  mounts: readonly { source: string; target: string }[],
): Place["volumes"] {
  const kept = service.volumes.filter((volume) => keepsData({ volumes: [volume] }));
  return kept.flatMap(({ path }) => {
    const mount = mounts.find(({ target }) => target === path);
    return mount ? [{ name: mount.source, path }] : [];
  });
}

/**
 * The agent of a service that is saved.
 * @param name `redis`, or `thanos/redis` where several nodes have it
 * @throws UserError where none or several save it
 */
export function agentOf(
  agents: readonly Agent[],
  name: string,
): { agent: Agent; one: SavedService } {
  const found = agents.flatMap((agent) =>
    agent.saved
      .filter(({ service }) => [service, `${agent.node}/${service}`].includes(name))
      .map((one) => ({ agent, one })),
  );
  const [first] = found;
  if (first && found.length === 1) return first;
  const why = agents.flatMap(({ node, unsaved }) =>
    unsaved
      .filter(({ service }) => [service, `${node}/${service}`].includes(name))
      .map((one) => `${node}/${one.service} is not saved: ${one.why}`),
  );
  const names = found.map(({ agent, one }) => `${agent.node}/${one.service}`).join(", ");
  throw new UserError(
    `service: must be ${names ? `one of ${names}` : "a service that is saved"}, got ${shown(name)}; ` +
      (why.join(", ") || "npx bev backups lists them"),
  );
}

/** A store with many backups takes its time; one that is away must not hold up a person. */
const LIST_MS = 120_000;

/** @throws UserError where the agent does not answer, or the store does not */
export async function snapshotsOf({ host, container }: Agent): Promise<Snapshot[]> {
  const text = await capture("docker", ["exec", container, "backup", "list"], {
    ...{ env: { DOCKER_HOST: host }, timeout: LIST_MS },
  });
  return JSON.parse(text) as Snapshot[];
}

/** The newest drill of a service, as services/backup tells of it. */
export interface Drill {
  at: string;
  seconds: number;
  /** Empty where its newest backup came back. */
  why: string;
}

/** By service, of those that had one. */
export async function drillsOf({ host, container }: Agent): Promise<Record<string, Drill>> {
  const text = await capture("docker", ["exec", container, "backup", "drills"], {
    ...{ env: { DOCKER_HOST: host }, timeout: LIST_MS },
  });
  return JSON.parse(text) as Record<string, Drill>;
}
