#!/bin/sh
## Makes Neo4j's constraints and names those that the catalogue does not have.
set -eu
NEO4J_USERNAME=neo4j
NEO4J_PASSWORD=$(sed 's/^neo4j.//' /run/secrets/auth)
export NEO4J_USERNAME NEO4J_PASSWORD
said=$(
  cypher-shell --format plain <<'CYPHER'
__constraints__
SHOW CONSTRAINTS YIELD name WHERE NOT name IN [__names__]
  RETURN 'kept constraint, not in the catalogue: ' + name;
CYPHER
)
printf '%s\n' "$said" | sed -n 's/^"\(kept .*\)"$/\1/p'
