#!/bin/sh
## Saves InfluxDB: a backup by its own tool. One without data is a failure that the tool does not tell.
room /var/lib/influxdb2 "$(size /var/lib/influxdb2)"
collect
INFLUX_TOKEN=$(cat /run/secrets/admin-token)
export INFLUX_TOKEN
quietly influx backup "$STAGE/content/influxdb"
[ -n "$(find "$STAGE/content/influxdb" -name '*.tar.gz' | head -n 1)" ] ||
  refuse "its backup must have data, has descriptions only"
archive
