/** The catalogue with changed rows, as `preview` judges it before anything is planned. */
import { checkStack } from "../../src/catalog/check.ts";
import { catalog } from "../../src/catalog/index.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { resolveService, resolveStack } from "../../src/catalog/resolve.ts";
import type { ServiceChoice } from "../../src/catalog/resolve.ts";
import { rowFaults } from "../../src/catalog/rows.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { formatFaults } from "../../src/lib/faults.ts";
import { lockKey } from "../../src/rules/images.ts";
import { askedPurposes } from "../../src/software/index.ts";

const capacities = {
  thanos: { memory: 63488, cpu: 24, gpu: 10 },
  oracle1: { memory: 22528, cpu: 4, gpu: 0 },
  starlord: { memory: 8192, cpu: 6, gpu: 0 },
};

/** What `preview` of a stack says against the catalogue with each row as `change` makes it; empty: nothing. */
export function faultsOf(
  stack: NodeName,
  change: (row: ServiceSpec) => ServiceSpec | ServiceSpec[] = (row) => row,
  choices: Record<string, ServiceChoice> = {},
): string {
  const rows = catalog.flatMap(change);
  const faults = rowFaults(rows);
  if (faults.length > 0) return formatFaults(faults);
  const lock = Object.fromEntries(
    rows.map((row) => [lockKey(resolveService(row).image), { state: "unresolved" as const }]),
  );
  return formatFaults(
    checkStack({
      stack,
      architecture: stack === "oracle1" ? "arm64" : "amd64",
      capacity: capacities[stack],
      services: resolveStack(rows, stack, choices),
      others: rows.filter(({ node }) => node !== stack).map((row) => resolveService(row)),
      choices,
      lock,
      askedPurposes,
    }),
  );
}

/** One row changed. The compiler would refuse most of what is tried here. */
export const only =
  (name: string, changes: Partial<Record<keyof ServiceSpec, unknown>>) =>
  (row: ServiceSpec): ServiceSpec =>
    row.name === name ? ({ ...row, ...changes } as ServiceSpec) : row;
