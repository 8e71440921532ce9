set -eu
rabbitmqctl --quiet await_online_nodes 3 >/dev/null
rabbitmqctl --quiet import_definitions >/dev/null <<'JSON'
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
kept() { while read -r name; do echo "kept $1, not in the catalogue: $name"; done; }
rabbitmqctl --quiet list_vhosts --no-table-headers name |
  { grep -vxF -e '/' -e 'osint' -e 'workflow' || true; } | kept vhost
rabbitmqctl --quiet list_queues --vhost osint --no-table-headers name |
  { grep -vxF -e 'analysis' -e 'alerts' || true; } | kept 'queue of osint'
rabbitmqctl --quiet list_queues --vhost workflow --no-table-headers name |
  cat | kept 'queue of workflow'
