import type { Neo4jData } from "../../catalog/types.ts";

export function neo4jScript({ constraints }: Neo4jData): string {
  const names = constraints.map(({ name }) => `'${name}'`).join(", ");
  return `set -eu
NEO4J_USERNAME=neo4j
NEO4J_PASSWORD=$(sed 's/^neo4j.//' /run/secrets/auth)
export NEO4J_USERNAME NEO4J_PASSWORD
said=$(
  cypher-shell --format plain <<'CYPHER'
${constraints
  .map(
    ({ name, label, property }) =>
      `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE n.${property} IS UNIQUE;`,
  )
  .join("\n")}
SHOW CONSTRAINTS YIELD name WHERE NOT name IN [${names}]
  RETURN 'kept constraint, not in the catalogue: ' + name;
CYPHER
)
printf '%s\\n' "$said" | sed -n 's/^"\\(kept .*\\)"$/\\1/p'
`;
}
