/** The log shipper, one on each node: how far it is behind, and what it lost. */
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

export const logShipper: Software = {
  metrics: { purpose: "metrics", alerts, panels },
};
