#!/bin/sh
# Runs Neo4j's query shell with little memory and the fast compiler only, because it starts for each query.
exec java -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "/var/lib/neo4j/lib/*" org.neo4j.shell.Main "$@"
