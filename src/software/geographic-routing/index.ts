/** Geographic routing: where a region's requests go, here first and to its neighbours while this one cannot answer. */
import { REGION_ENTRY } from "../../catalog/edge.ts";
import { isEdgeStack, regionOf } from "../../catalog/regions.ts";
import { asksRegions, json, LOOKS_FOR_CHANGES, neighboursOf, REGION_CHECK } from "../regions.ts";
import type { ConfigRenderer, Software } from "../software.ts";

/** Of healthy neighbours services/edge takes the one that answers first; where two answer alike, the nearer one of the list. */
const routing: ConfigRenderer = (context) => {
  const { site, endpoint } = context;
  if (!isEdgeStack(site.stack)) return json({});
  const own = endpoint(REGION_ENTRY.service, REGION_ENTRY.purpose);
  return json({
    region: regionOf(site.stack).id,
    check: REGION_CHECK,
    own: { address: own, health: `http://${own}/health` },
    neighbours: neighboursOf(site.stack, context).map(({ id, entry, health }) => ({
      ...{ id, address: entry, health },
    })),
  });
};

export const geographicRouting: Software = {
  config: { "routing.json": routing },
  ...LOOKS_FOR_CHANGES,
  asks: asksRegions,
};
