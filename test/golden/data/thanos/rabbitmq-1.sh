set -eu
# Its process answers before the broker in it has started, and one member starts before another.
rabbitmqctl --quiet await_startup >/dev/null
rabbitmqctl --quiet await_online_nodes 3 >/dev/null
# From a file: from its input the command would read forever.
definitions=$(mktemp)
trap 'rm -f "$definitions"' EXIT
cat >"$definitions" <<'JSON'
{
  "vhosts": [
    {
      "name": "osint"
    },
    {
      "name": "workflow"
    }
  ],
  "permissions": [
    {
      "user": "bev",
      "vhost": "osint",
      "configure": ".*",
      "write": ".*",
      "read": ".*"
    },
    {
      "user": "bev",
      "vhost": "workflow",
      "configure": ".*",
      "write": ".*",
      "read": ".*"
    }
  ],
  "queues": [
    {
      "name": "analysis",
      "vhost": "osint",
      "durable": true,
      "auto_delete": false,
      "arguments": {
        "x-queue-type": "quorum"
      }
    },
    {
      "name": "alerts",
      "vhost": "osint",
      "durable": true,
      "auto_delete": false,
      "arguments": {
        "x-queue-type": "quorum"
      }
    }
  ]
}
JSON
rabbitmqctl --quiet import_definitions "$definitions" >/dev/null
kept() { while read -r name; do echo "kept $1, not in the catalogue: $name"; done; }
rabbitmqctl --quiet list_users --no-table-headers | cut -f 1 |
  { grep -vxF -e 'bev' || true; } | kept user
rabbitmqctl --quiet list_vhosts --no-table-headers name |
  { grep -vxF -e '/' -e 'osint' -e 'workflow' || true; } | kept vhost
queues() { rabbitmqctl --quiet list_queues --no-table-headers --vhost "$@"; }
wrong=
queues osint name | { grep -vxF -e 'analysis' -e 'alerts' || true; } | kept 'queue of osint'
wrong=$wrong$(queues osint name type | awk '$2 != "quorum" && ($1 == "analysis" || $1 == "alerts") { print "queue " $1 " of osint: must be of type quorum, is of type " $2 "; delete it when it is empty, and update again" }')
queues workflow name | cat | kept 'queue of workflow'
wrong=$wrong$(queues workflow name type | awk '$2 != "quorum" && (0) { print "queue " $1 " of workflow: must be of type quorum, is of type " $2 "; delete it when it is empty, and update again" }')
[ -z "$wrong" ] || { echo "$wrong" >&2; exit 1; }
