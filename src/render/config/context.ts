import type { Service } from "../../catalog/resolve.ts";
import type { ConfigFile } from "../delivery.ts";
import type { Site } from "../container.ts";

/** What a configuration may depend on besides its own row. */
export interface ConfigContext {
  service: Service;
  site: Site;
  /** Every enabled service of this node. */
  services: readonly Service[];
  /** Every row of the other stacks, and where their nodes are. */
  others: readonly Service[];
  addressOf: (stack: string) => string;
  /** `host:port` of a service, from inside this service's container. */
  endpoint: (service: string, purpose?: string) => string;
}

export type ConfigRenderer = (context: ConfigContext) => ConfigFile[];
