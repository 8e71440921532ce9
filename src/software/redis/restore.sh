#!/bin/sh
## Restores Redis: with append-only files on it reads nothing else, so a server without them makes them of the copy.
[ ! -e /data/appendonlydir ] || refuse "/data: must be empty, has append-only files; restore into a new volume"
collect
unpack
quietly redis-check-rdb "$STAGE/content/dump.rdb"
mv "$STAGE/content/dump.rdb" /data/dump.rdb
socket=/tmp/bev-restore.sock
redis-server --port 0 --unixsocket "$socket" --dir /data --appendonly no --save '' >"$STAGE/log" 2>&1 &
cli() { redis-cli -s "$socket" --raw "$@"; }
# As long as it reads: it ends when it cannot.
until [ "$(cli ping 2>&1)" = PONG ]; do
  kill -0 $! 2>/dev/null || { cat "$STAGE/log" >&2; exit 1; }
  sleep 0.1
done
cli config set appendonly yes >/dev/null
until cli info persistence | tr -d '\r' | grep -q '^aof_rewrite_in_progress:0$'; do sleep 0.1; done
cli info persistence | tr -d '\r' | grep -q '^aof_last_bgrewrite_status:ok$' ||
  refuse "append-only files: must be written, are not"
cli shutdown nosave >/dev/null
wait $!
quietly redis-check-aof /data/appendonlydir/appendonly.aof.manifest
