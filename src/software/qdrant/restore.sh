#!/bin/sh
## Restores Qdrant before it starts: one that reaches nobody starts from the snapshot and ends.
[ ! -e /qdrant/storage/collections ] || refuse "/qdrant/storage: must be empty, has collections; restore into a new volume"
collect
unpack
/qdrant/qdrant --config-path /run/secrets/config.yaml --storage-snapshot "$STAGE/content/whole.snapshot" >"$STAGE/said" 2>&1 &
server=$!
until ask GET /readyz >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || { cat "$STAGE/said" >&2; exit 1; }
  sleep 1
done
kill "$server"
wait "$server" || true
