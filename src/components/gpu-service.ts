/** A service on the graphics card. */
import * as pulumi from "@pulumi/pulumi";
import { gpuNodes } from "../catalog/machines.ts";
import { usesGpu } from "../catalog/resolve.ts";
import { formatFaults } from "../lib/faults.ts";
import { gpuPlacementFaults } from "../rules/placement.ts";
import { DeployedService } from "./service.ts";
import type { DeployedServiceArgs } from "./service.ts";

/**
 * A service on the graphics card. Invariant: it exists only on a node that has one, whatever its
 * row or its caller says, and it states how much of the card it takes.
 */
export class GpuService extends DeployedService {
  static override readonly type = "bev:ai:GpuService";

  constructor(name: string, args: DeployedServiceArgs, opts: pulumi.ComponentResourceOptions) {
    const { service, site } = args;
    const faults = gpuPlacementFaults(
      [{ ...service, node: site.stack, wantsGpu: usesGpu(service) }],
      gpuNodes(),
    );
    if (service.resources.gpu <= 0) {
      faults.push({
        path: `${site.stack}/${service.name}/resources/gpu`,
        problem: `must be above 0 units, got ${String(service.resources.gpu)}`,
        fix: `set it in src/catalog/${service.family}.ts`,
      });
    }
    if (faults.length > 0) throw new pulumi.RunError(formatFaults(faults));
    super(name, args, opts, GpuService.type);
  }
}
