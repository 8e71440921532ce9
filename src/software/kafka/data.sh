#!/bin/sh
## Makes Kafka's topics and adds partitions that are missing.
set -eu
# Not the broker's own heap, which the environment of its container names.
export KAFKA_HEAP_OPTS=-Xmx256m
topics() { /opt/kafka/bin/kafka-topics.sh --bootstrap-server 127.0.0.1:19092 "$@"; }
# Brokers that listen may still be joining.
retry() {
  # shellcheck disable=SC2034
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    said=$("$@" 2>&1) && return
    sleep 2
  done
  printf '%s\n' "$said" >&2
  return 1
}
retry topics --describe
found=$said
fact() { printf '%s\n' "$found" | awk -v name="$1" -v fact="$2" '$2 == name && $5 == "PartitionCount:" { print $fact }'; }
ensure() {
  now=$(fact "$1" 6)
  if [ -z "$now" ]; then
    retry topics --create --if-not-exists --topic "$1" --partitions "$2" --replication-factor "$3"
  elif [ "$now" -lt "$2" ]; then
    retry topics --alter --topic "$1" --partitions "$2"
  fi
  copies=$(fact "$1" 8)
  if [ "${copies:-$3}" != "$3" ]; then
    echo "kept topic $1 with $copies replicas, in the catalogue it has $3: kafka-reassign-partitions.sh changes them"
  fi
}
__ensure__
printf '%s\n' "$found" | awk '$5 == "PartitionCount:" && $2 !~ /^__/ { print $2 }' |
  while read -r name; do
    case $name in
      __names__) ;;
      *) echo "kept topic, not in the catalogue: $name" ;;
    esac
  done
