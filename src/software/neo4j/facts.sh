#!/bin/sh
## Prints of Neo4j how many nodes, relations, properties and constraints there are, and a checksum of them.
set -eu
NEO4J_USERNAME=neo4j
NEO4J_PASSWORD=$(sed 's/^neo4j.//' /run/secrets/auth)
export NEO4J_USERNAME NEO4J_PASSWORD
work=$(mktemp -d /data/bev-facts.XXXXXX)
trap 'rm -rf "$work"' EXIT
cypher-shell --format plain >"$work/all" <<'CYPHER'
MATCH (n) RETURN 'node' AS kind, elementId(n) AS a, labels(n) AS b, NULL AS c, NULL AS d;
MATCH (n) UNWIND keys(n) AS name RETURN 'property' AS kind, elementId(n) AS a, NULL AS b, name AS c, n[name] AS d;
MATCH ()-[r]->() RETURN 'relation' AS kind, elementId(r) AS a, type(r) AS b, elementId(startNode(r)) AS c, elementId(endNode(r)) AS d;
MATCH ()-[r]->() UNWIND keys(r) AS name RETURN 'property' AS kind, elementId(r) AS a, NULL AS b, name AS c, r[name] AS d;
SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties RETURN 'constraint' AS kind, name AS a, type AS b, labelsOrTypes AS c, properties AS d;
SHOW INDEXES YIELD name, type, state RETURN 'index' AS kind, name AS a, type AS b, state AS c, NULL AS d;
CYPHER
for kind in constraint index node property relation; do
  grep "^\"$kind\"" "$work/all" >"$work/kind" || true
  LC_ALL=C sort -T "$work" "$work/kind" | sha256sum | sed "s/^\(.*\)  -$/$kind.checksum \1/"
  echo "$kind.count $(wc -l <"$work/kind")"
done
