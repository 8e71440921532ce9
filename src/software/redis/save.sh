#!/bin/sh
## Saves Redis: a copy of its memory at one moment, as a replica would get it.
REDISCLI_AUTH=$(sed 's/^requirepass //' /run/secrets/auth.conf)
export REDISCLI_AUTH
info() { redis-cli --raw info "$1" | tr -d '\r' | sed -n "s/^$2://p"; }
used=$(info memory used_memory)
[ -n "$used" ] || refuse "it must answer, does not"
# It writes no more than it holds.
room /data "$((used / 1024))"
collect
quietly redis-cli --rdb "$STAGE/content/dump.rdb"
quietly redis-check-rdb "$STAGE/content/dump.rdb"
archive
