#!/bin/sh
## Starts the server of a stopped container's volume for this one script, without a port. Nothing but the script reaches it.
set -eu
umask 077
export PGHOST=/tmp
echo 'local all all trust' >/tmp/hba
# The container that wrote it is stopped, and its lease keeps it so.
rm -f "$PGDATA/postmaster.pid"
pg_ctl start --silent --wait --timeout=600 --pgdata="$PGDATA" --log=/tmp/log --options="-c listen_addresses= \
-c unix_socket_directories=/tmp -c hba_file=/tmp/hba -c ssl=off -c wal_level=logical -c max_parallel_maintenance_workers=0" >/dev/null || {
  tail -n 5 /tmp/log >&2
  exit 1
}
trap 'pg_ctl stop --silent --wait --timeout=600 --mode=fast --pgdata="$PGDATA" >/dev/null' EXIT
trap 'exit 1' HUP INT TERM
query() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=template1 "$@"; }
__work__
