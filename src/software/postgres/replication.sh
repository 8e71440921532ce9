#!/bin/sh
## Prints how the subscription $2 of the database $1 stands: tables that are not copied yet, whether changes are being
## applied, how far, and when the primary was last heard.
set -eu
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=name="$2" --username="$POSTGRES_USER" --dbname="$1" <<'SQL'
select 'subscription ' || subname from pg_subscription where subname = :'name';
select 'table ' || srrelid::regclass from pg_subscription_rel r join pg_subscription s on s.oid = r.srsubid
  where subname = :'name' order by 1;
select 'lacks ' || srrelid::regclass from pg_subscription_rel r join pg_subscription s on s.oid = r.srsubid
  where subname = :'name' and srsubstate <> 'r' order by 1;
-- It waits for its primary: all that has arrived is applied.
select 'busy' from pg_stat_subscription join pg_stat_activity a using (pid)
  where subname = :'name' and a.wait_event is distinct from 'LogicalApplyMain' and a.wait_event !~* '^libpqwalreceiver' limit 1;
select 'at ' || remote_lsn from pg_replication_origin_status o join pg_subscription s on o.external_id = 'pg_' || s.oid
  where subname = :'name';
select 'heard ' || floor(extract(epoch from last_msg_receipt_time)) from pg_stat_subscription
  where subname = :'name' and last_msg_receipt_time is not null limit 1;
SQL
[ ! -s "$PGDATA/bev_heard" ] || echo "heard $(cat "$PGDATA/bev_heard")"
date '+now %s'
