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
while [ -z "$ending" ]; do
  rclone serve restic "$data/repositories" \
    --append-only --private-repos --addr :8485 --config /dev/null \
    --htpasswd "$data/logins" --cert /run/secrets/certificate.pem --key /run/secrets/key.pem &
  server=$!
  # A signal ends the first wait before the server has ended.
  wait "$server" || wait "$server" || true
  server=
  sleep 1
done
