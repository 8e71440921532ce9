/** In which order services get their data back. */
import { catalog } from "../../src/catalog/index.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { findService } from "../../src/rules/dependencies.ts";

interface Placed {
  service: string;
  node: string;
}

/** What most services need, directly or not, comes first: then none comes before what it needs itself. */
export function mostNeededFirst<S extends Placed>(
  saved: readonly S[],
  rows: readonly Row[] = catalog,
): S[] {
  const needing = ({ service: name, node }: Placed): number =>
    rows.filter((row) => needs(row, { name, node }, rows)).length;
  return saved.toSorted((one, other) => needing(other) - needing(one));
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
