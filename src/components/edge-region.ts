/** The services of one edge region. */
import * as pulumi from "@pulumi/pulumi";
import { usesGpu } from "../catalog/resolve.ts";
import type { Service } from "../catalog/resolve.ts";
import type { RegionSpec } from "../catalog/regions.ts";
import { formatFault } from "../lib/faults.ts";
import { instanceName } from "../lib/names.ts";
import { DeployedService } from "./service.ts";
import type { DeploymentSite } from "./site.ts";

export interface EdgeRegionArgs {
  region: RegionSpec;
  services: readonly Service[];
  site: DeploymentSite;
}

const COORDINATOR = "edge-coordinator";

/**
 * The services of one edge region. Invariant: none of them uses a GPU (C31), and none starts before
 * the region's coordinator is live.
 */
export class EdgeRegion extends pulumi.ComponentResource {
  static readonly type = "bev:edge:Region";

  constructor(name: string, args: EdgeRegionArgs, opts: pulumi.ComponentResourceOptions) {
    super(EdgeRegion.type, name, { region: args.region.id }, opts);
    const parent = this;
    const { services, site } = args;
    refuseGpu();
    const coordinator = deploy(find(COORDINATOR), []);
    for (const service of services) {
      if (service.name !== COORDINATOR) deploy(service, coordinator);
    }
    this.registerOutputs({});

    function deploy(service: Service, after: readonly pulumi.Resource[]): pulumi.Resource[] {
      return Array.from({ length: service.replicas.count }, (_, instance) => {
        const name = instanceName(service.name, instance);
        return new DeployedService(name, { service, site, instance, after }, { parent }).ready;
      });
    }

    function find(service: string): Service {
      const found = services.find((one) => one.name === service);
      if (found) return found;
      throw refusal(`services/${service}`, "must be enabled in a region that runs, is not");
    }

    function refuseGpu(): void {
      const greedy = services.find(usesGpu);
      if (greedy) throw refusal(`${greedy.name}/resources/gpu`, "must be 0 at the edge");
    }

    function refusal(path: string, problem: string): pulumi.RunError {
      const fix = "set it in src/catalog/edge.ts or in bev:services";
      return new pulumi.RunError(formatFault({ path: `${site.stack}/${path}`, problem, fix }));
    }
  }
}
