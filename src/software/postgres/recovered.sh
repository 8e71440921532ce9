#!/bin/sh
## Takes away what was only there for the recovery, and makes the slots that no base has.
set -eu
for setting in restore_command recovery_target_time recovery_target_timeline recovery_target_action; do
  psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=postgres --command="alter system reset $setting"
done
rm -rf "$PGDATA/bev_wal"
__slots__
