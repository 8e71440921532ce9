#!/bin/sh
# Neo4j's own administration tool, for commands that need no server.
set -eu
export NEO4J_HOME=/var/lib/neo4j NEO4J_CONF=/var/lib/neo4j/conf
exec java ${HEAP_SIZE:+-Xmx$HEAP_SIZE} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
  -cp "/var/lib/neo4j/lib/*" org.neo4j.cli.AdminTool "$@"
