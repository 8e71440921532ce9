/** In which order the services of a node get their data back. */
import { catalog } from "../../src/catalog/index.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { findService } from "../../src/rules/dependencies.ts";

/** What most services need, directly or not, comes first: then none comes before what it needs itself. */
export function mostNeededFirst<S extends { service: string }>(
  saved: readonly S[],
  node: string,
  rows: readonly Pick<ServiceSpec, "name" | "node" | "dependsOn">[] = catalog,
): S[] {
  const needing = (service: string): number =>
    rows.filter((row) => needs(row, { name: service, node }, rows)).length;
  return saved.toSorted((one, other) => needing(other.service) - needing(one.service));
}

type Row = Pick<ServiceSpec, "name" | "node" | "dependsOn">;

function needs(row: Row, wanted: { name: string; node: string }, rows: readonly Row[]): boolean {
  return (row.dependsOn ?? []).some((name) => {
    const needed = findService(rows, row, name);
    if (!needed) return false;
    return (
      (needed.name === wanted.name && needed.node === wanted.node) || needs(needed, wanted, rows)
    );
  });
}
