#!/bin/sh
## Restores Prometheus before it starts: the blocks of a snapshot are those of a server.
collect
unpack
for block in "$STAGE/content/data"/*; do
  [ ! -e "/prometheus/${block##*/}" ] || refuse "/prometheus: must be empty, has blocks; restore into a new volume"
  mv "$block" /prometheus/
done
