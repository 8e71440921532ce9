#!/bin/sh
# The contract of the official image, as far as the platform uses it: the server writes its log to
# standard output, reads /etc/rabbitmq, and keeps its data in RABBITMQ_DATA_DIR.
set -eu

for variable in $(env | sed -n 's/^\(RABBITMQ_[A-Z_]*\)=.*/\1/p'); do
  case "$variable" in
    RABBITMQ_CONFIG_FILES | RABBITMQ_DATA_DIR | RABBITMQ_NODENAME) ;;
    *)
      echo "$variable is not implemented by this image; it knows RABBITMQ_CONFIG_FILES, RABBITMQ_DATA_DIR and RABBITMQ_NODENAME" >&2
      exit 1
      ;;
  esac
done

export RABBITMQ_LOGS=-
export RABBITMQ_MNESIA_BASE="$RABBITMQ_DATA_DIR/mnesia"

exec "$@"
