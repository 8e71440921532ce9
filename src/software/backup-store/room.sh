#!/bin/sh
## room.sh FOLDER: tells each node how many bytes are free on this disk, how many it has and, where people gave a place for copies,
## when the newest whole one began (0: never). It clears away beginnings of repositories that nobody can go on with.
set -eu
data=$1
df -Pk "$data" | tail -n 1 | {
  read -r _ size _ free _
  copied=
  [ ! -s /run/secrets/offsite.conf ] || copied=$(cat "$data/offsite" 2>/dev/null || echo 0)
  echo "$((free * 1024)) $((size * 1024)) $copied"
} >"$data/room"
while IFS=: read -r user _; do
  # A path that restic asks for too: the server gives no other file, and lets nobody overwrite one that is there.
  mkdir -p "$data/repositories/$user/room"
  cp "$data/room" "$data/room.new"
  mv "$data/room.new" "$data/repositories/$user/room/config"
done <"$data/logins"

## restic writes a key, then config, and refuses to begin where there is a key; no client can remove that.
mkdir -p "$data/forgotten"
for repository in "$data"/repositories/*/services*; do
  [ -d "$repository/keys" ] && [ ! -s "$repository/config" ] || continue
  [ -z "$(find "$repository/snapshots" "$repository/index" -type f 2>/dev/null)" ] || continue
  [ -n "$(find "$repository/keys" -type f -mmin +3)" ] || continue
  echo "$repository: was begun and never finished, is removed"
  gone=$data/forgotten/begun.$(date +%s)
  mv "$repository" "$gone"
  rm -rf "$gone"
done
