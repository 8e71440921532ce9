/** Makes Neo4j's constraints. */
import type { Neo4jData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";

export function neo4jScript({ constraints }: Neo4jData): string {
  return shellScript(new URL("data.sh", import.meta.url), {
    constraints: constraints
      .map(
        ({ name, label, property }) =>
          `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE n.${property} IS UNIQUE;`,
      )
      .join("\n"),
    names: constraints.map(({ name }) => `'${name}'`).join(", "),
  });
}
