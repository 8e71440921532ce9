#!/bin/sh
# The contract of the official image: options alone mean redis-server, and no variable is read.
set -eu

case "${1:-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac

exec "$@"
