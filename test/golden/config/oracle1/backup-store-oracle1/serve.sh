set -eu
data=/var/lib/backup-store
mkdir -p "$data/repositories"
# The data step of an update adds logins; until then nobody may come in.
[ -e "$data/logins" ] || (umask 077 && : >"$data/logins")
server=
ending=
# It reads certificate and key at its start only.
trap '[ -z "$server" ] || kill "$server"' HUP
trap 'ending=yes; [ -z "$server" ] || kill "$server"' TERM INT
# What comes from now on may be cut off.
[ -e "$data/mark" ] || : >"$data/mark"
sh /etc/bev/mend.sh "$data" || true
sh /etc/bev/tend.sh "$data" &
# Apart, because a copy may take hours.
while :; do
  sh /etc/bev/offsite.sh "$data" || true
  sleep 600
done &
while [ -z "$ending" ]; do
  # Objects that were listed must not outlive what is forgotten.
  rclone serve restic "$data/repositories" \
    --append-only --private-repos --cache-objects=false --addr :8485 --config /dev/null \
    --htpasswd "$data/logins" --cert /run/secrets/certificate.pem --key /run/secrets/key.pem &
  server=$!
  # A signal ends the first wait before the server has ended.
  wait "$server" || wait "$server" || true
  server=
  sleep 1
  sh /etc/bev/mend.sh "$data" || true
done
