import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/resolve.ts";
import { formatFault } from "../lib/faults.ts";
import { DeployedService } from "./service.ts";
import type { DeploymentSite } from "./site.ts";

export interface ClusterArgs {
  /** Rows that already know each other. */
  members: readonly Service[];
  site: DeploymentSite;
}

/**
 * Message brokers that form one quorum. Invariant: their number is odd, so that no split leaves two
 * equal halves, and all are deployed together, because none is live alone.
 */
export class Cluster extends pulumi.ComponentResource {
  static readonly type = "bev:queue:Cluster";
  readonly members: ReadonlyMap<string, DeployedService>;

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
    this.members = new Map(
      members.map((service) => [
        service.name,
        new DeployedService(service.name, { service, site }, { parent: this }),
      ]),
    );
    this.registerOutputs({});
  }
}
