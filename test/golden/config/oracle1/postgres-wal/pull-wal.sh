set -u
umask 077
data=/var/lib/postgresql/data
stretches=$data/stretches
# A server that is gone is noticed within half a minute, also by a connection that only listens.
at="host=${POSTGRES%:*} port=${POSTGRES##*:} connect_timeout=10 keepalives_idle=10 keepalives_interval=5 keepalives_count=3"
# A base is due after so many seconds; points in time are kept for so many days.
due=604800
days=30
mkdir -p "$stretches"
# What was not finished, or not wholly removed, when this was stopped.
rm -rf "$data"/making "$data"/removing "$data"/asked.* "$stretches"/*.new

say() { echo "postgres-wal: $*"; }
sql() { timeout 60 psql --no-psqlrc --no-password -qAt --set=ON_ERROR_STOP=1 "$at dbname=postgres" "$@"; }

# System and timeline of a server that takes writes.
identify() {
  answer=$(timeout 60 psql --no-psqlrc --no-password -qAt -F ' ' "$at dbname=postgres replication=database" \
    -c IDENTIFY_SYSTEM -c 'select pg_is_in_recovery()') || return 1
  case $answer in
    *t)
      echo "the server recovers and takes no writes" >&2
      return 1
      ;;
  esac
  echo "$answer" | sed -n '1s/^\([^ ]* [^ ]*\) .*/\1/p'
}

# A stretch is WAL without a gap, of one system and one timeline, with the bases that it is for.
newest() { find "$stretches" -mindepth 1 -maxdepth 1 ! -name '*.new' | sort | tail -n 1; }
begin() {
  last=$(newest)
  last=${last##*/}
  number=$((1${last:-000000} + 1))
  next=$stretches/${number#1}
  mkdir -p "$next.new/wal" "$next.new/bases"
  echo "$1" >"$next.new/of"
  mv "$next.new" "$next"
}

pull() {
  here=$(identify) || return
  [ "$(cat "$(newest)/of" 2>/dev/null)" = "$here" ] || begin "$here"
  if [ "$(sql -c "select wal_status from pg_replication_slots where slot_name = '$PGUSER'")" = lost ]; then
    echo "what slot $PGUSER kept has already been removed: the server kept no more for it"
    return
  fi
  pg_receivewal --dbname="$at" --no-password --slot="$PGUSER" --create-slot --if-not-exists || return
  # Each piece is on the disk before the server hears of it: the slot is then at most a moment behind, and
  # nothing that the server forgets is only in memory here. No commit of the server waits for it.
  pg_receivewal --dbname="$at" --no-password --slot="$PGUSER" --directory="$(newest)/wal" --synchronous --no-loop
}

pulling() {
  said=
  while :; do
    now=$(pull 2>&1)
    case $now in
      *"has already been removed"*)
        # The rest of this stretch is nowhere: a new one begins, with a base of its own.
        pg_receivewal --dbname="$at" --no-password --slot="$PGUSER" --drop-slot
        begin "$(cat "$(newest)/of")"
        ;;
    esac
    [ "$now" = "$said" ] || say "$(echo "${now:-the server ended the connection}" | tr '\n' ' ')"
    said=$now
    sleep 5
  done
}

# A commit each 10 s: it says up to which time WAL is here, also of a server on which nothing happens.
beating() {
  while :; do
    date +%s >/tmp/alive
    sql -c "select pg_logical_emit_message(true, 'bev', 'beat')" >/dev/null 2>&1
    sleep 10
  done
}

bases() { find "${1:-$stretches}" -path '*/bases/*' -prune | sort; }

is_due() {
  last=$(bases "$(newest)" | tail -n 1)
  [ -z "$last" ] || [ $(($(date +%s) - ${last##*/})) -gt "$due" ]
}
is_pulled() {
  [ "$(sql -c "select active and restart_lsn is not null from pg_replication_slots where slot_name = '$PGUSER'" 2>&1)" = t ]
}

has_room() {
  need=$(sql -c 'select sum(pg_database_size(oid))::bigint / 1024 from pg_database') || return 1
  df -Pk "$data" | awk -v need="$need" 'NR == 2 && $4 - $2 / 10 < need {
    printf "must have %d MiB and a tenth of the disk free, has %d MiB\n", need / 1024, $4 / 1024; exit 1 }'
}

# What must be known of a base to restore it.
note() {
  sql <<'SQL' &&
select 'finished ' || to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US');
select 'machine ' || split_part(split_part(version(), ' on ', 2), '-', 1) || ' ' || current_setting('server_version_num')::int / 10000;
SQL
    sed -n 's/^START WAL LOCATION: \(.*\) (file \(.*\))$/start \1\nsegment \2/p' "$1/backup_label"
}

# One that is not whole is in no stretch, and so it is none.
make_base() {
  stretch=$(newest)
  making=$data/making
  rm -rf "$making"
  mkdir "$making"
  has_room || return 1
  pg_basebackup --dbname="$at" --no-password --pgdata="$making/data" --wal-method=stream --checkpoint=fast --no-sync || return 1
  pg_verifybackup --quiet "$making/data" && note "$making/data" >"$making/about" || return 1
  segment=$(sed -n 's/^segment //p' "$making/about")
  if [ "$stretch" != "$(newest)" ] || [ "$(identify)" != "$(cat "$stretch/of")" ] ||
    ! find "$stretch/wal" -name "$segment*" | grep -q .; then
    echo "the WAL that it begins with was not pulled"
    return 1
  fi
  sync -f "$making"
  mv "$making" "$stretch/bases/$(date +%s)"
}

remove() { mv "$1" "$data/removing" && rm -rf "$data/removing"; }

# Keeps what takes the server back $days days: the newest base that is older, all after it, and their WAL.
prune() {
  limit=$(($(date +%s) - days * 86400))
  needed=$(bases | awk -F / -v limit="$limit" '$NF <= limit { last = $0 } END { print last }')
  [ -z "$needed" ] || bases | while read -r one; do
    [ "$one" != "$needed" ] || break
    remove "$one"
  done
  for stretch in "$stretches"/*; do
    [ -d "$stretch" ] || continue
    first=$(bases "$stretch" | head -n 1)
    if [ -n "$first" ]; then
      pg_archivecleanup "$stretch/wal" "$(sed -n 's/^segment //p' "$first/about")"
    elif [ "$stretch" != "$(newest)" ]; then
      remove "$stretch"
    fi
  done
}

# The server's exporter reads there when the newest base was made.
publish() {
  last=$(bases | tail -n 1)
  [ -z "$last" ] || sql --set=name="base ${last##*/}" <<'SQL' >/dev/null 2>&1
select format('alter role current_user set application_name = %L', :'name')
  where not exists (select from pg_roles where rolname = current_user and 'application_name=' || :'name' = any(rolconfig)) \gexec
SQL
}

keeping() {
  while :; do
    if is_pulled && is_due; then
      if why=$(make_base 2>&1); then
        say "made a base backup"
        prune
      else
        say "no base backup: $why"
        sleep 300
      fi
    fi
    publish
    sleep 15
  done
}

trap 'exit 0' INT TERM
pulling &
beating &
prune
keeping &
wait
