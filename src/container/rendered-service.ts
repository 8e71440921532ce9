/** All that follows from a row and its site: what the program registers and what drift expects. */
import type { Zone } from "../catalog/defaults.ts";
import type { Service } from "../catalog/resolve.ts";
import { reservationOf } from "../rules/capacity.ts";
import { HANDOVER_PATH, instanceName } from "../lib/names.ts";
import { imageReference } from "../rules/images.ts";
import { askedPurposes, renderConfig, softwareOf } from "../software/index.ts";
import { renderContainer } from "./arguments.ts";
import type { ContainerArgs, HandoverMount } from "./arguments.ts";
import { filesHash } from "./delivery.ts";
import type { ConfigFile } from "../software/software.ts";
import type { ExpectedContainer } from "./expected-facts.ts";
import { endpointOf, zonesOf } from "../access/site.ts";
import type { Site, StackSite } from "../access/site.ts";
import { isTakenLive, rotatedText, secretId } from "../rules/rotation.ts";
import { isHeld } from "./hold.ts";
import type { Hold } from "./hold.ts";
import { AGENT, handoversOf } from "../access/vault/agent.ts";

/** A stack's site, and where it differs from what is declared. */
export interface RenderSite extends StackSite {
  /** By instance. */
  holds?: Readonly<Record<string, Hold>>;
}

export interface RenderedService {
  /** Literal `repository:tag@sha256:…`. */
  image: string;
  files: ConfigFile[];
  /** Where the files lie on the node. */
  directory: string;
  /** Trust zones to join. */
  zones: Zone[];
  container: ContainerArgs;
  /** Why the container is not as declared. */
  hold?: Hold;
}

/** `instance` counts from 0. */
export function renderService(
  service: Service,
  site: RenderSite,
  instance: number,
): RenderedService {
  const image = imageReference(service.image, site.lock, site.registry);
  const files = renderFiles(service, site);
  const directory = configDirectory(service, site, files);
  const asked = site.services.filter((other) => askedPurposes(service, other).length > 0);
  const zones = zonesOf(service, site.services, asked);
  const container = renderContainer(service, site, {
    instance,
    image,
    reservation: reservationOf(service.resources, site.factors),
    zones,
    configDirectory: files.length > 0 ? directory : undefined,
    rotated: rotatedOf(service, site),
    handovers: handoverMounts(service, site, instance),
    endpoint: (other, purpose) => endpointOf(site, other, purpose),
  });
  const hold = site.holds?.[instanceName(service.name, instance)];
  if (!isHeld(container, hold)) return { image, files, directory, zones, container };
  const { container: held } = hold;
  return { image: held.image, files, directory, zones, container: held, hold };
}

/**
 * Content-addressed: a change is another path, and the old path is the way back. A product that takes
 * configuration while it runs has one folder, because another path would need another container.
 */
function configDirectory(service: Service, site: Site, files: readonly ConfigFile[]): string {
  const isLive = softwareOf(service).takesConfig ?? false;
  return `${site.dataRoot}/${service.name}/${isLive ? "live" : filesHash(files)}`;
}

/** @throws UserError for a service or port that is not there */
export function renderFiles(service: Service, site: StackSite): ConfigFile[] {
  const endpoint = (other: string, purpose?: string) => endpointOf(site, other, purpose);
  return renderConfig({ service, site, ...site, endpoint });
}

function rotatedOf(service: Service, { rotated = {} }: StackSite): string | undefined {
  const atStart = service.secrets.filter((secret) => !isTakenLive(softwareOf(service), secret));
  const counts = atStart.flatMap((secret) => {
    const id = secretId(service, secret);
    const count = secret.version ?? rotated[id];
    return count === undefined ? [] : [[id, count] as const];
  });
  return rotatedText(Object.fromEntries(counts));
}

/** A service finds its own; the agent has each below the name of its instance. */
function handoverMounts(service: Service, site: RenderSite, instance: number): HandoverMount[] {
  const handovers = handoversOf(site.services, site);
  if (service.name === AGENT) {
    return handovers.map(({ volume, instance: id }) => ({
      ...{ volume, path: `${HANDOVER_PATH}/${id}`, readOnly: false },
    }));
  }
  return handovers
    .filter((one) => one.instance === instanceName(service.name, instance))
    .map(({ volume }) => ({ volume, path: HANDOVER_PATH, readOnly: true }));
}

/** Every container of a stack. */
export function renderContainers(site: RenderSite): ExpectedContainer[] {
  return eachInstance(site, (service, instance) => ({
    args: renderService(service, site, instance).container,
    pidsLimit: service.pidsLimit,
  }));
}

/** The holds that are in force: the others were about what is not declared any more. */
export function activeHolds(site: RenderSite): Record<string, Hold> {
  const holds = eachInstance(site, (service, instance) => {
    const { hold } = renderService(service, site, instance);
    return [instanceName(service.name, instance), hold] as const;
  });
  return Object.fromEntries(holds.flatMap(([name, hold]) => (hold ? [[name, hold] as const] : [])));
}

function eachInstance<T>(
  { services }: RenderSite,
  render: (service: Service, instance: number) => T,
): T[] {
  return services.flatMap((service) =>
    Array.from({ length: service.replicas.count }, (_, instance) => render(service, instance)),
  );
}
