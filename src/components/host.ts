/** A machine: its docker provider and its networks. */
import { Network } from "@pulumi/docker/network.js";
import { Provider } from "@pulumi/docker/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { Zone } from "../catalog/defaults.ts";
import { networkName } from "../lib/names.ts";
import { SSH_OPTIONS } from "../rules/engines.ts";
import { zoneNetwork } from "../access/site.ts";
import type { ReservedPort } from "../rules/ports.ts";

export interface HostArgs {
  /** Docker Engine of the machine: `ssh://…`, `unix://…` or `tcp://…`. */
  dockerHost: string;
  prefix: string;
  /** Third octet of its first subnet in 172.30.0.0/16. */
  subnetBase: number;
  /** Trust zones that have services. */
  zones: readonly Zone[];
  /** Kept free for services of other nodes that fail over to this one. */
  reservedPorts: readonly ReservedPort[];
  /** Services of the node that do not run: their waivers are kept for when they do. */
  disabledServices: readonly string[];
}

/**
 * One machine. Invariant: everything on it goes through one docker provider, and its trust zones
 * are separate networks with subnets that no other node uses.
 */
export class Host extends pulumi.ComponentResource {
  static readonly type = "bev:node:Host";
  readonly provider: Provider;
  readonly networks: ReadonlyMap<Zone, Network>;

  constructor(name: string, args: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Host.type, name, args, opts);
    const parent = this;
    const provider = createProvider();
    this.provider = provider;
    this.networks = new Map(args.zones.map((zone) => [zone, createNetwork(zone)]));
    // For rules about whole stacks, which see outputs only.
    const { reservedPorts, disabledServices } = args;
    this.registerOutputs({ reservedPorts, disabledServices });

    function createProvider(): Provider {
      const ssh = args.dockerHost.startsWith("ssh://") && { sshOpts: SSH_OPTIONS };
      return new Provider(`${name}-docker`, { host: args.dockerHost, ...ssh }, { parent });
    }

    function createNetwork(zone: Zone): Network {
      return new Network(
        `${name}-${zone}`,
        {
          name: networkName(args.prefix, zone),
          driver: "bridge",
          ipamConfigs: [zoneNetwork(args.subnetBase, zone)],
          labels: [{ label: "bev.stack", value: name }],
        },
        { parent, provider },
      );
    }
  }
}
