#!/bin/sh
# The contract of the official image, as far as the platform uses it: a data folder, a user and a
# database made at the first start, and a password that only ever comes from a file.
set -eu

for variable in $(env | sed -n 's/^\(POSTGRES_[A-Z_]*\)=.*/\1/p'); do
  case "$variable" in
    POSTGRES_DB | POSTGRES_USER | POSTGRES_PASSWORD_FILE | POSTGRES_INITDB_ARGS) ;;
    *)
      echo "$variable is not implemented by this image; it knows POSTGRES_DB, POSTGRES_USER, POSTGRES_PASSWORD_FILE and POSTGRES_INITDB_ARGS" >&2
      exit 1
      ;;
  esac
done

if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  if [ ! -s "${POSTGRES_PASSWORD_FILE:-}" ]; then
    echo "POSTGRES_PASSWORD_FILE must name a file with the password, is \"${POSTGRES_PASSWORD_FILE:-}\"" >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # options, one word each
  initdb ${POSTGRES_INITDB_ARGS:-} --username="$user" --pwfile="$POSTGRES_PASSWORD_FILE" \
    --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  if [ "$database" != postgres ]; then
    # Over the socket only: nobody outside sees the server before it is ready.
    pg_ctl --wait start --options="-c listen_addresses=''"
    createdb --username="$user" --maintenance-db=postgres "$database"
    pg_ctl --wait --mode=fast stop
  fi
fi

exec "$@"
