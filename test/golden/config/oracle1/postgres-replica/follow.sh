# Starts the server that its arguments name, and follows the primary beside it.
follow() {
  if ! pg_isready -q -t 5 -h "$3" -p "$4"; then
    echo "$1: the primary at $3:$4 does not answer"
    return
  fi
  psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=name="$1" \
    --username="$POSTGRES_USER" --dbname="$2" <<'SQL'
select format('alter subscription %I enable', subname)
  from pg_subscription where subname = :'name' and not subenabled \gexec
select format('alter subscription %I refresh publication', subname)
  from pg_subscription where subname = :'name' \gexec
SQL
  heard "$1" "$2"
}
# When the primary was last heard, for a failover: the server itself forgets it with the connection.
heard() {
  at=$(
    psql --no-psqlrc --quiet --tuples-only --no-align --set=name="$1" --username="$POSTGRES_USER" --dbname="$2" <<'SQL'
select floor(extract(epoch from max(last_msg_receipt_time))) from pg_stat_subscription where subname = :'name'
SQL
  )
  [ -z "$at" ] || { echo "$at" >"$PGDATA/bev_heard.new" && mv "$PGDATA/bev_heard.new" "$PGDATA/bev_heard"; }
}
all() {
  follow postgres_replica osint 100.122.12.53 5432
}
said=
while sleep 10; do
  now=$(all 2>&1)
  [ "$now" = "$said" ] || echo "replication: ${now:-follows every table that is published}"
  said=$now
done &
exec docker-entrypoint.sh "$@"
