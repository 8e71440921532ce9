/** Geo-router: sends requests of the platform to the regions that take them. */
import { regionRouter } from "../regions.ts";
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

export const geoRouter: Software = {
  ...regionRouter,
  metrics: { purpose: "http", alerts, panels },
};
