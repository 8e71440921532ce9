set -eu
NEO4J_USERNAME=neo4j
NEO4J_PASSWORD=$(sed 's/^neo4j.//' /run/secrets/auth)
export NEO4J_USERNAME NEO4J_PASSWORD
said=$(
  cypher-shell --format plain <<'CYPHER'
CREATE CONSTRAINT threat_id IF NOT EXISTS FOR (n:Threat) REQUIRE n.id IS UNIQUE;
SHOW CONSTRAINTS YIELD name WHERE NOT name IN ['threat_id']
  RETURN 'kept constraint, not in the catalogue: ' + name;
CYPHER
)
printf '%s\n' "$said" | sed -n 's/^"\(kept .*\)"$/\1/p'
