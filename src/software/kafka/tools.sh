#!/bin/sh
## Kafka's own tools, and what they say as lines.
# Not the broker's own heap, which the environment of its container names.
export KAFKA_HEAP_OPTS=-Xmx256m
tool() { program=/opt/kafka/bin/kafka-$1.sh; shift; "$program" --bootstrap-server 127.0.0.1:19092 "$@"; }
# Of groups. By itself it waits for five seconds, which a new broker needs for itself, and ends with 0 where it fails.
consumers() {
  answer=$(tool consumer-groups --timeout 60000 "$@" </dev/null 2>&1) || { printf '%s\n' "$answer" >&2; exit 1; }
  if printf '%s\n' "$answer" | grep -m 1 '^Error: ' >&2; then exit 1; fi
}
# Of topics that are not Kafka's own: name, partitions, replicas.
topics() {
  said=$(tool topics --describe --exclude-internal)
  printf '%s\n' "$said" | awk '$1 == "Topic:" && $5 == "PartitionCount:" { print $2, $6, $8 }' | LC_ALL=C sort
}
# What is set of a topic: name, setting, value.
settings() {
  said=$(tool configs --describe --entity-type topics)
  printf '%s\n' "$said" | awk '
    /^Dynamic configs for topic / { name = $5; next }
    /^  / && name !~ /^__/ { sub(/^ */, ""); sub(/ sensitive=.*/, ""); sub(/=/, " "); print name, $0 }' | LC_ALL=C sort
}
# How far each group has read: group, topic, partition, offset.
offsets() {
  consumers --describe --all-groups --offsets
  printf '%s\n' "$answer" | awk '$3 ~ /^[0-9]+$/ && $4 ~ /^[0-9]+$/ { print $1, $2, $3, $4 }' | LC_ALL=C sort
}
