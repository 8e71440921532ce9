/** A lab does not fail over by itself, whatever production does: its nodes are lost on purpose. */
import { catalog } from "../src/catalog/index.ts";
import { regionMachines } from "../src/catalog/regions.ts";
import type { ServiceChoice } from "../src/catalog/resolve.ts";
import { votingRegion } from "../src/lib/region-machines.ts";
import type { RegionMachines } from "../src/lib/region-machines.ts";

/** Off for what a region of production that votes has put on; a test may still change rows. */
export function withoutVote(
  stack: string,
  machines: RegionMachines = regionMachines,
): Record<string, ServiceChoice> {
  if (votingRegion(machines) === undefined) return {};
  const rows = catalog.filter(({ node, image }) => node === stack && image === "failover");
  return Object.fromEntries(rows.map(({ name }) => [name, { enabled: false }]));
}
