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
