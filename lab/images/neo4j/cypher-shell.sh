#!/bin/sh
exec java -Xmx128m -cp "/var/lib/neo4j/lib/*" org.neo4j.shell.Main "$@"
