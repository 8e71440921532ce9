/** A cluster of message brokers: its members, and its data objects once all of them run. */
import type { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/resolve.ts";
import { formatFault } from "../lib/faults.ts";
import { containerName } from "../lib/names.ts";
import { applyData } from "./data.ts";
import { DeployedService } from "./service.ts";
import type { DeploymentSite } from "./site.ts";

export interface ClusterArgs {
  /** Rows that already know each other. */
  members: readonly Service[];
  site: DeploymentSite;
}

/**
 * Message brokers that form one quorum. Invariant: their number is odd, so that no split leaves two
 * equal halves, all are deployed together, because none is live alone, and data objects come when
 * all are there, because each is replicated over them.
 */
export class Cluster extends pulumi.ComponentResource {
  static readonly type = "bev:queue:Cluster";
  /** What a service that needs the cluster waits for. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, { members, site }: ClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super(Cluster.type, name, { members: members.map((member) => member.name) }, opts);
    if (members.length % 2 === 0) {
      throw new pulumi.RunError(
        formatFault({
          path: `${site.stack}/${name}/members`,
          problem: `must be an odd number, are ${members.map((member) => member.name).join(", ")}`,
          fix: `enable or disable all of them in bev:services`,
        }),
      );
    }
    const parent = this;
    const deployed = members.map(deploy);
    const live = deployed.map((member) => member.live);
    this.ready = [...live, ...members.flatMap(applyDataOf)];
    this.registerOutputs({});

    function deploy({ data, ...service }: Service): DeployedService {
      return new DeployedService(service.name, { service, site }, { parent });
    }

    function applyDataOf(member: Service): local.Command[] {
      if (!member.data) return [];
      const container = containerName(site.prefix, member.name);
      const args = { service: member, site, container, live };
      return [applyData(`${member.name}-data`, args, parent)];
    }
  }
}
