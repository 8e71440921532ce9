#!/bin/sh
## Runs SQL in PostgreSQL as its first user, and stops at the first error.
set -eu
export PGOPTIONS=--client-min-messages=warning
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
  --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
__statements__
SQL
