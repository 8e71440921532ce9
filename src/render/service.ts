/** All that follows from a row and its site: what the program registers and what drift expects. */
import type { Zone } from "../catalog/defaults.ts";
import type { Service } from "../catalog/resolve.ts";
import { reservationOf } from "../rules/capacity.ts";
import { imageReference } from "../rules/images.ts";
import { renderConfig } from "./config/index.ts";
import { renderContainer } from "./container.ts";
import type { ContainerArgs } from "./container.ts";
import { filesHash } from "./delivery.ts";
import type { ConfigFile } from "./delivery.ts";
import type { ExpectedContainer } from "./facts.ts";
import { endpointOf, zonesOf } from "./site.ts";
import type { StackSite } from "./site.ts";

export interface RenderedService {
  /** Literal `repository:tag@sha256:…`. */
  image: string;
  files: ConfigFile[];
  /** Trust zones to join. */
  zones: Zone[];
  container: ContainerArgs;
}

/** `instance` counts from 0. */
export function renderService(
  service: Service,
  site: StackSite,
  instance: number,
): RenderedService {
  const endpoint = (other: string, purpose?: string) => endpointOf(site, other, purpose);
  const image = imageReference(service.image, site.lock, site.registry);
  const files = renderConfig({ service, site, services: site.services, endpoint });
  const zones = zonesOf(service, site.services);
  const container = renderContainer(service, site, {
    instance,
    image,
    reservation: reservationOf(service.resources, site.factors),
    zones,
    configHash: files.length > 0 ? filesHash(files) : undefined,
    endpoint,
  });
  return { image, files, zones, container };
}

/** Every container of a stack. */
export function renderContainers(site: StackSite): ExpectedContainer[] {
  return site.services.flatMap((service) =>
    Array.from({ length: service.replicas.count }, (_, instance) => ({
      args: renderService(service, site, instance).container,
      pidsLimit: service.pidsLimit,
    })),
  );
}
