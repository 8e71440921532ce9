#!/bin/sh
## Saves what RabbitMQ's cluster is told: users with the hashes of their passwords, virtual hosts, queues, policies. No message.
collect
rabbitmqctl --quiet await_startup >/dev/null
quietly rabbitmqctl --quiet export_definitions "$STAGE/content/definitions.json"
archive
