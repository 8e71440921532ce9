#!/bin/sh
exec java -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "/var/lib/neo4j/lib/*" org.neo4j.shell.Main "$@"
