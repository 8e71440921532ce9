#!/bin/sh
## Fills a database beside the one that stays behind with a dump from standard input.
query --command="drop database if exists __database___returning with (force)"
query --command="create database __database___returning template template0"
pg_restore --username="$POSTGRES_USER" --dbname="__database___returning" --exit-on-error --no-publications --no-subscriptions
## It ends with the last table: the sender, which is not done yet, would have nobody to send to.
cat >/dev/null
