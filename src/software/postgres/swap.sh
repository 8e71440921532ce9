#!/bin/sh
## Gives the filled database its name. What the server had before the failover stays as another; a copy of a former try goes.
kept=${database}_before___stamp__
is_there() { [ -n "$(query --command="select 1 from pg_database where datname = '$1'")" ]; }
if is_there "${database}_returning"; then
  query --command="select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '$database'" >/dev/null
  if is_there "$kept"; then
    query --command="drop database if exists $database with (force)"
  else
    query --command="alter database $database rename to $kept"
  fi
  query --command="alter database ${database}_returning rename to $database"
fi
if ! is_there "$kept" || ! is_there "$database"; then
  echo "must have $kept and $database, has not; run npx bev failback again from a server that has $database" >&2
  exit 1
fi
# Two servers must not follow it, and nobody needs its changes.
query --dbname="$kept" <<'SQL'
select format('drop publication %I', pubname) from pg_publication \gexec
SQL
__objects__
vacuumdb --username="$POSTGRES_USER" --dbname="$database" --analyze-only --quiet
