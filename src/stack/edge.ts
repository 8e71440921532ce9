/** An edge region: a stack of its own, so that a dead region never blocks ORACLE1. */
import { regionOf } from "../catalog/regions.ts";
import type { EdgeStack } from "../catalog/regions.ts";
import { EdgeRegion } from "../components/edge-region.ts";
import type { DeploymentSite } from "../components/site.ts";

export function edge(stack: EdgeStack, site: DeploymentSite): void {
  const region = regionOf(stack);
  new EdgeRegion(
    stack,
    { region, services: site.services, site },
    { parent: site.host, provider: site.host.provider },
  );
}
