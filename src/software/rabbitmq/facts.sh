#!/bin/sh
## Prints of each kind of RabbitMQ's definitions how many there are and a checksum.
set -eu
rabbitmqctl --quiet await_startup >/dev/null
said=$(rabbitmqctl --quiet eval '
  Kinds = [users, vhosts, permissions, topic_permissions, parameters, policies, queues, exchanges, bindings],
  All = maps:with(Kinds, rabbit_definitions:all_definitions()),
  [begin
    Sum = crypto:hash(sha256, term_to_binary(lists:sort(Items), [deterministic])),
    io:format("~ts.count ~b~n~ts.checksum ~ts~n", [Kind, length(Items), Kind, binary:encode_hex(Sum)])
  end || {Kind, Items} <- maps:to_list(All)],
  ok.')
printf '%s\n' "$said" | sed '/^ok$/d' | LC_ALL=C sort
