/** What the platform must know of one product: each has a folder here, and images name their product. */
import type { Site } from "../access/site.ts";
import type { Receivers } from "../catalog/receivers.ts";
import type { Service } from "../catalog/resolve.ts";
import type { DataObjects } from "../catalog/types.ts";
import type { Backup } from "./backup.ts";
import type { Metrics } from "./metrics.ts";
import type { ProbeSpec } from "./probes.ts";

export interface Software {
  /** By name of a file or folder: what a row of the product may have in its folder of configuration. */
  config?: Readonly<Record<string, ConfigRenderer>>;
  /** By file name: what its rendered content says that the product would take and never apply. */
  check?: Readonly<Record<string, (content: string) => string[]>>;
  /**
   * A shell script for the product's own container. It makes the data objects that are missing, keeps
   * those that the row does not name and prints their names, and may run again at any time.
   */
  data?(objects: DataObjects, context: DataContext): string;
  /** How what its volumes hold is saved and restored. Absent: it keeps nothing, or its rows say that nothing is saved. */
  backup?: Backup;
  /**
   * Environment that makes the product's rows on one node one cluster. Absent: each is alone. Of a cluster with one member
   * it lets that one start alone: a drill does so.
   */
  cluster?: (member: Service, cluster: Cluster) => Record<string, string>;
  /** Shell text for its container that makes it use changed secret files. Absent: it needs a new container. */
  reload?: string;
  /** `reload` makes it use changed configuration too. Absent: that needs a new container. */
  takesConfig?: true;
  /** Secret files that it reads only at its start: another one needs a new container, in spite of `reload`. */
  atStart?: readonly string[];
  /** By secret file: why it stays as it is. `bev rotate` gives each other one a new value. */
  fixed?: Readonly<Record<string, string>>;
  /**
   * By secret that people give: what of its configuration is left out without it. Absent: the service itself looks for
   * the file.
   */
  needs?: (site: Pick<ConfigContext, "receivers">) => Readonly<Record<string, readonly string[]>>;
  /** What Prometheus asks it, and what it makes of the answers. Absent: it is not asked. */
  metrics?: Metrics;
  /** It looks at its node, whose files its rows may have it see. */
  seesHost?: true;
  /** It speaks to its node's Engine, whose socket its rows may have. */
  usesEngine?: true;
  /** How it is asked from outside whether it answers. Absent: as its health check asks over HTTP. */
  probe?: ProbeSpec;
  /** Purpose of the port that speaks TLS from its first byte, where the row has a certificate. */
  tls?: string;
  /** Purposes of the ports that it asks of a service, of every one that there is: no row names them. */
  asks?: (server: Service, product: Software, client: Service) => string[];
}

/** The content of a file; of a folder, that of its files by name. */
export type ConfigRenderer = (context: ConfigContext) => string | Readonly<Record<string, string>>;

/** What a configuration may depend on besides its own row. */
export interface ConfigContext {
  service: Service;
  site: Site;
  /** Every enabled service of this node. */
  services: readonly Service[];
  /** Every row of the other stacks, and where their nodes are. */
  others: readonly Service[];
  addressOf: (stack: string) => string;
  /** Who is told of alerts, as this stack's configuration says. */
  receivers?: Receivers;
  /** `host:port` of a service, from inside this service's container. */
  endpoint: (service: string, purpose?: string) => string;
  /** What is known of a service's product. */
  softwareOf: (service: Service) => Software;
}

export interface ConfigFile {
  /** Below the folder of configuration. */
  name: string;
  content: string;
}

/** What a script depends on besides its row. */
export interface DataContext {
  /** The size of the cluster that must be complete first; 1 without one. */
  members: number;
  /** `host:port` of a service, from inside the container. */
  endpoint: (service: string) => string;
  /** By `service/secret`: what checks a login with it. Absent for a service that does not run. */
  verifiers: Record<string, string>;
}

export interface Cluster {
  /** All members on the node, the member itself too. */
  members: readonly Service[];
  /** The node's address on the tailnet. */
  address: string;
}
