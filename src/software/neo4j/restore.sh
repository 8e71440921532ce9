#!/bin/sh
## Restores Neo4j before it starts: its own tool loads each dump.
[ ! -e /data/databases ] || refuse "/data: must be empty, has databases; restore into a new volume"
collect
unpack
for database in neo4j system; do
  quietly neo4j-admin database load "$database" --from-path="$STAGE/content" --overwrite-destination=true
done
