#!/bin/sh
## Has a base that was just unpacked go on to the time $1, or to the end of the WAL for "newest", when it starts.
## The WAL comes from standard input.
set -eu
umask 077
mkdir -p "$PGDATA/bev_wal"
tar --extract --file=- --directory="$PGDATA/bev_wal"
# An archive may end with more zeros than tar reads.
cat >/dev/null
{
  echo "restore_command = 'cp bev_wal/%f %p'"
  echo "recovery_target_timeline = 'current'"
  [ "$1" = newest ] || echo "recovery_target_time = '$1+00'
recovery_target_action = 'promote'"
} >>"$PGDATA/postgresql.auto.conf"
touch "$PGDATA/recovery.signal"
sync
