#!/bin/sh
## Has PostgreSQL read its configuration and certificate again. What pulls WAL is none: it reads its files at each connection.
[ -z "${POSTGRES_USER:-}" ] ||
  psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=postgres --command='select pg_reload_conf()' >/dev/null
