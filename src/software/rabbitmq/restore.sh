#!/bin/sh
## Restores RabbitMQ's definitions, once all members of its cluster are there: a queue gets its replicas when it is made.
collect
unpack
rabbitmqctl --quiet await_startup >/dev/null
# As many as its configuration names; one that is alone has no such list.
members=$(rabbitmqctl --quiet eval '{ok, {Peers, _}} = application:get_env(rabbit, cluster_nodes), max(1, length(Peers)).')
quietly rabbitmqctl --quiet await_online_nodes "$members" --timeout 120
quietly rabbitmqctl --quiet import_definitions "$STAGE/content/definitions.json"
