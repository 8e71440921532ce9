#!/bin/sh
## Restores RabbitMQ's definitions, once all members of its cluster are there: a queue gets its replicas when it is made.
collect
unpack
rabbitmqctl --quiet await_startup >/dev/null
quietly rabbitmqctl --quiet await_online_nodes __members__
quietly rabbitmqctl --quiet import_definitions "$STAGE/content/definitions.json"
