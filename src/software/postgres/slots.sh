#!/bin/sh
## Makes the slots that a restored server lacks: a subscriber copies everything again, and what changes from here on is kept for it.
# shellcheck disable=SC2317,SC2329 # called where the row publishes something
keep_for() {
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=slot="$2" --username="$POSTGRES_USER" --dbname="$1" <<'SQL'
select pg_create_logical_replication_slot(:'slot', 'pgoutput')
  where not exists (select from pg_replication_slots where slot_name = :'slot') \g /dev/null
SQL
}
__calls__
