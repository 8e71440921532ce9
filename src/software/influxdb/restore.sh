#!/bin/sh
## Restores all of InfluxDB into a new one that was set up with the same token, which the backup replaces by itself.
collect
unpack
INFLUX_TOKEN=$(cat /run/secrets/admin-token)
export INFLUX_TOKEN
quietly influx restore --full "$STAGE/content/influxdb"
