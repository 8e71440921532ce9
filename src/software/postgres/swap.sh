#!/bin/sh
## Gives the filled database its name. What the server had before the failover stays as another; a copy of a former try goes.
kept=__database___before___stamp__
is_there() { [ -n "$(query --command="select 1 from pg_database where datname = '$1'")" ]; }
if is_there "__database___returning"; then
  query --command="select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '__database__'" >/dev/null
  if is_there "$kept"; then
    query --command="drop database if exists __database__ with (force)"
  else
    query --command="alter database __database__ rename to $kept"
  fi
  query --command="alter database __database___returning rename to __database__"
fi
if ! is_there "$kept" || ! is_there __database__; then
  echo "must have $kept and __database__, has not; run npx bev failback again from a server that has __database__" >&2
  exit 1
fi
# Two servers must not follow it, and nobody needs its changes.
query --dbname="$kept" <<'SQL'
select format('drop publication %I', pubname) from pg_publication \gexec
SQL
__objects__
vacuumdb --username="$POSTGRES_USER" --dbname=__database__ --analyze-only --quiet
