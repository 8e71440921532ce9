#!/bin/sh
## Makes RabbitMQ's virtual hosts, permissions and queues.
set -eu
# Its process answers before the broker in it has started, and one member starts before another.
rabbitmqctl --quiet await_startup >/dev/null
rabbitmqctl --quiet await_online_nodes __members__ >/dev/null
# From a file: from its input the command would read forever.
definitions=$(mktemp)
trap 'rm -f "$definitions"' EXIT
cat >"$definitions" <<'JSON'
__definitions__
JSON
rabbitmqctl --quiet import_definitions "$definitions" >/dev/null
kept() { while read -r name; do echo "kept $1, not in the catalogue: $name"; done; }
rabbitmqctl --quiet list_users --no-table-headers | cut -f 1 |
  __otherusers__ | kept user
rabbitmqctl --quiet list_vhosts --no-table-headers name |
  __othervhosts__ | kept vhost
queues() { rabbitmqctl --quiet list_queues --no-table-headers --vhost "$@"; }
wrong=
__queues__
[ -z "$wrong" ] || { echo "$wrong" >&2; exit 1; }
