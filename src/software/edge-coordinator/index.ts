/** Edge coordinator: which services its region has, and where each answers whether it is live. */
import { isEdgeStack, regionOf } from "../../catalog/regions.ts";
import { json, LOOKS_FOR_CHANGES, REGION_CHECK } from "../regions.ts";
import type { ConfigContext, ConfigRenderer, Software } from "../software.ts";

const region: ConfigRenderer = (context) => {
  const { site, service, services } = context;
  const { id = site.stack, location = "" } = isEdgeStack(site.stack) ? regionOf(site.stack) : {};
  return json({
    id,
    location,
    check: REGION_CHECK,
    services: services
      .filter((one) => one.name !== service.name)
      .flatMap((one) => endpointsOf(one.name, context)),
  });
};

function endpointsOf(name: string, { services, endpoint }: ConfigContext) {
  const ports = services.find((one) => one.name === name)?.ports ?? [];
  const http = ports.find(({ purpose }) => purpose === "http");
  return http ? [{ name, health: `http://${endpoint(name, "http")}/health` }] : [];
}

export const edgeCoordinator: Software = {
  config: { "region.json": region },
  ...LOOKS_FOR_CHANGES,
};
