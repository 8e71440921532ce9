#!/bin/sh
## Restores PostgreSQL: each piece of the archive is SQL for one psql, once its checksum is found right.
set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export work
# A piece by the name $TAR_FILENAME from standard input.
cat >"$work/piece.sh" <<'PIECE'
set -eu
[ ! -e "$work/wrong" ] || exit 0
fail() { echo "postgres: archive: $1; take another one" >&2; echo "$1" >"$work/wrong"; exit 1; }
cat >"$work/piece"
name=${TAR_FILENAME%.*}
[ "$name.$(sha256sum <"$work/piece" | cut -c 1-64)" = "$TAR_FILENAME" ] || fail "must have a right checksum in $name, has not"
query() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=template1 "$@"; }
case $name in
  databases) mv "$work/piece" "$work/databases" ;;
  globals)
    # Slots first, whose databases cannot go; nobody may come back in between.
    while read -r database; do
      query --set=name="$database" <<'SQL' || fail "must find a server that lets $database go"
select format('alter database %I allow_connections false', :'name') from pg_database where datname = :'name' \gexec
select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where database = :'name' and active_pid is not null \g /dev/null
select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = :'name' \g /dev/null
select format('drop database %I with (force)', :'name') from pg_database where datname = :'name' \gexec
SQL
    done <"$work/databases"
    # The first user is there already.
    sed 's/^CREATE ROLE .*;$/DO $bev$ BEGIN & EXCEPTION WHEN duplicate_object THEN NULL; END $bev$;/' "$work/piece"
    ;;
  database-*)
    # No piece may lack in the middle.
    number=${name##*-}
    database=${name%-*}
    [ "$database" = "$(cat "$work/last" 2>/dev/null)" ] || echo 0 >"$work/next"
    echo "$database" >"$work/last"
    [ "$(printf %07d "$(cat "$work/next")")" = "$number" ] || fail "must have every piece, lacks one before $name"
    echo "$(($(cat "$work/next") + 1))" >"$work/next"
    [ "$number" != 0000000 ] || echo >>"$work/seen"
    cat "$work/piece"
    ;;
  end)
    [ "$(cat "$work/piece")" = "$(wc -l <"$work/seen")" ] || fail "must have every database, has not"
    touch "$work/end"
    ;;
esac
PIECE
{ tar --extract --file=- --to-command='sh "$work/piece.sh"' >&3 || touch "$work/wrong"; } 3>&1 |
  PGOPTIONS=--client-min-messages=warning psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --username="$POSTGRES_USER" --dbname=template1 >/dev/null
if [ -e "$work/wrong" ] || [ ! -e "$work/end" ]; then
  echo "postgres: archive: must be whole, is cut or damaged; take another one" >&2
  exit 1
fi
vacuumdb --username="$POSTGRES_USER" --all --analyze-only --quiet
__slots__
