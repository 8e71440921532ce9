#!/bin/sh
## Fills a database beside the one that stays behind with a dump from standard input.
query --command="drop database if exists ${database}_returning with (force)"
query --command="create database ${database}_returning template template0"
pg_restore --username="$POSTGRES_USER" --dbname="${database}_returning" --exit-on-error --no-publications --no-subscriptions
