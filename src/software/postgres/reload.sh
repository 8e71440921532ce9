#!/bin/sh
## Has PostgreSQL read its configuration and certificate again.
psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=postgres --command='select pg_reload_conf()' >/dev/null
