/** What a stack's services are rendered from, and how they find each other. */
import type { Zone } from "../catalog/defaults.ts";
import type { Service } from "../catalog/resolve.ts";
import { findService } from "../rules/dependencies.ts";
import type { ImageLock } from "../rules/images.ts";
import type { Site } from "./container.ts";
import type { Hold } from "./hold.ts";

export interface StackSite extends Site {
  registry: string;
  lock: ImageLock;
  factors: { memory: number; cpu: number };
  /** Every enabled service of this stack. */
  services: readonly Service[];
  /** Every row of the other stacks, and where their nodes are. */
  others: readonly Service[];
  addressOf: (stack: string) => string;
  /** By instance. */
  holds?: Readonly<Record<string, Hold>>;
}

/** Its own trust zone, and those of what it needs on this node. */
export function zonesOf(service: Service, services: readonly Service[]): Zone[] {
  const needed = service.dependsOn.flatMap(
    (name) => services.find((one) => one.name === name)?.zone ?? [],
  );
  return [...new Set([service.zone, ...needed])].sort();
}

/**
 * `host:port` of a service as another one of this stack reaches it: by name on the same node, by the
 * node's address elsewhere.
 */
export function endpointOf(
  site: Pick<StackSite, "stack" | "services" | "others" | "addressOf">,
  name: string,
  purpose?: string,
): string {
  const found = findService([...site.services, ...site.others], { node: site.stack }, name);
  const port = found?.ports.find((one) => purpose === undefined || one.purpose === purpose);
  if (!found || !port) {
    throw new Error(
      `${site.stack}/endpoints/${name}: must be a service with ${purpose ? `a port for ${purpose}` : "a port"}, ` +
        "is none; set it in src/catalog",
    );
  }
  if (found.node === site.stack) return `${name}:${String(port.container)}`;
  return `${site.addressOf(found.node)}:${String(port.external ?? port.container)}`;
}
