/** Edge node management: knows the same regions as geo-router. */
import { regionRouter } from "../regions.ts";
import type { Software } from "../software.ts";

export const edgeNodeManagement: Software = regionRouter;
