/** Asks whether a stack's services are live, and whether they reach what they need. */
import { RunError } from "@pulumi/pulumi/errors.js";
import { images } from "../../src/catalog/images.ts";
import { needsOf } from "../../src/catalog/needs.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { planStack } from "../../src/stack/plan.ts";
import type { FoundContainer } from "../../src/container/comparison.ts";
import { isOnlySlow } from "../../src/container/health.ts";
import { renderService } from "../../src/container/rendered-service.ts";
import { endpointOf } from "../../src/access/site.ts";
import type { StackSite } from "../../src/access/site.ts";
import { findContainers, passesCheck, unreachableFrom } from "./docker-engine.ts";
import { UserError } from "../../src/lib/error.ts";
import { monitorAt } from "./monitor.ts";
import type { Monitor } from "./monitor.ts";
import { findSettled } from "./slow-checks.ts";
import { findDown, findTargets } from "./targets.ts";
import type { DownTarget } from "./targets.ts";

export interface ServiceState {
  name: string;
  /** Something else stands for its software: it can be live, but never ready. */
  isDouble: boolean;
  /** Why it is not live; none for a service that is. */
  notLive: string[];
  /** Why it is live and not ready. */
  notReady: string[];
}

export interface Verification {
  stack: string;
  services: ServiceState[];
  /** What its Prometheus gets no answer from, on any node; none where no Prometheus runs. */
  silent: DownTarget[];
  failed: boolean;
  errors: string[];
}

export async function verifyStack(stack: string, config: StackConfig): Promise<Verification> {
  try {
    const site = planStack(stack as StackName, config);
    const { host } = config.node;
    const names = site.services.flatMap((service) => containersOf(site, service));
    const found = await findSettled(
      () => findContainers(host, stack, names),
      (container) => passesCheck(host, container),
    );
    const live = site.services.map((service) => livenessOf(site, service, found));
    const services: ServiceState[] = [];
    for (const [index, state] of live.entries()) {
      const service = site.services[index] as Service;
      const asked = !state.isDouble && state.notLive.length === 0;
      const notReady = asked ? await unmetNeeds(site, host, service, live) : [];
      services.push({ ...state, notReady });
    }
    const silent = await silentTargets(site, host, live);
    return { stack, services, silent, failed: false, errors: [] };
  } catch (error) {
    // The one is the Engine's, the other the configuration's.
    if (!(error instanceof UserError || error instanceof RunError)) throw error;
    return { stack, services: [], silent: [], failed: true, errors: [error.message] };
  }
}

/** Of every Prometheus that is there and live. */
async function silentTargets(
  site: StackSite,
  host: string,
  live: readonly Liveness[],
): Promise<DownTarget[]> {
  const servers = site.services.filter(({ image }, index) => {
    const { isDouble = true, notLive = [] } = live[index] ?? {};
    return image.software === "prometheus" && !isDouble && notLive.length === 0;
  });
  const found = servers.map((server) => silentFor(monitorAt(host, server, site)));
  return (await Promise.all(found)).flat();
}

/** One Prometheus that does not answer is a line of its own: the services are worth counting all the same. */
async function silentFor(prometheus: Monitor): Promise<DownTarget[]> {
  try {
    return await findDown(() => findTargets(prometheus));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { node, name: service } = prometheus;
    return [{ node, service, problem: error.message }];
  }
}

function containersOf(site: StackSite, service: Service): string[] {
  return Array.from(
    { length: service.replicas.count },
    (_, instance) => renderService(service, site, instance).container.name,
  );
}

/** Held back behind a proxy, it runs under the name of its former definition. */
function findInstance(
  found: readonly FoundContainer[],
  name: string,
  { name: service, behind }: Service,
): FoundContainer | undefined {
  const exact = found.find(({ container }) => container.Name === `/${name}`);
  if (exact || behind === undefined) return exact;
  return found.find(({ container }) => container.Config.Labels?.["bev.service"] === service);
}

type Liveness = Omit<ServiceState, "notReady">;

function livenessOf(site: StackSite, service: Service, found: readonly FoundContainer[]): Liveness {
  const instances = containersOf(site, service).map((name) => ({
    name,
    match: findInstance(found, name, service),
  }));
  return {
    name: service.name,
    isDouble: instances.some(({ match }) => match?.image.Config.Labels?.["bev.double"]),
    notLive: instances.flatMap(({ name, match }) => {
      const problem = problemOf(match);
      return problem ? [`${name} ${problem}`] : [];
    }),
  };
}

function problemOf(found: FoundContainer | undefined): string | undefined {
  if (!found) return "is absent";
  const { Status, Health } = found.container.State;
  if (Status !== "running") return `is ${Status}`;
  if (Health?.Status === "healthy") return undefined;
  const reason = isOnlySlow(found.container) ? ", because its checks time out" : "";
  return `says that it is ${Health?.Status ?? "unknown"}${reason}`;
}

/** Dependencies that fail: ports that do not answer the service, and services without a port that are not live. */
async function unmetNeeds(
  site: StackSite,
  host: string,
  service: Service,
  live: readonly Liveness[],
): Promise<string[]> {
  const addresses = new Map<string, string>();
  const unmet: string[] = [];
  for (const { service: need, purpose } of needsOf(service)) {
    if (hasPort(site, need)) addresses.set(endpointOf(site, need, purpose), need);
    else
      unmet.push(...(live.find(({ name }) => name === need)?.notLive ?? [`${need} is elsewhere`]));
  }
  if (addresses.size === 0) return unmet;
  const image = shellImage(site);
  if (!image)
    return [`needs redis or postgres on ${site.stack}, to ask with the shell of its image`];
  const asked = containersOf(site, service).map((container) =>
    unreachableFrom(host, container, image, [...addresses.keys()]),
  );
  try {
    const missed = new Set((await Promise.all(asked)).flat());
    return [
      ...unmet,
      ...[...missed].map((one) => `does not reach ${addresses.get(one) ?? ""} at ${one}`),
    ];
  } catch (error) {
    // It ended since it was found to be live.
    if (!(error instanceof UserError)) throw error;
    return [...unmet, `does not say what it reaches: ${error.message}`];
  }
}

function hasPort({ services, others }: StackSite, name: string): boolean {
  const found = [...services, ...others].find((service) => service.name === name);
  return found !== undefined && found.ports.length > 0;
}

/** On every machine one of them is enabled, and all have bash. */
function shellImage(site: StackSite): string | undefined {
  const { redis, postgres, haproxy } = images;
  const known: string[] = [redis, postgres, haproxy].map(({ repository }) => repository);
  const service = site.services.find(({ image }) => known.includes(image.repository));
  return service && renderService(service, site, 0).image;
}
