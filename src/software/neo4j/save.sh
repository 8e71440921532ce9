#!/bin/sh
## Saves Neo4j, which is stopped: a dump of each of its databases.
room /data "$(size /data/databases)"
collect
for database in neo4j system; do
  quietly neo4j-admin database dump "$database" --to-path="$STAGE/content"
done
archive
