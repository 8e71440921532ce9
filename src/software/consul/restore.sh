#!/bin/sh
## Restores a snapshot into a Consul that leads.
collect
unpack
quietly consul snapshot restore "$STAGE/content/consul.snap"
