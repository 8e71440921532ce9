#!/bin/bash
# The contract of the official image: KAFKA_<PROPERTY> becomes a line of server.properties, and the
# storage is formatted for CLUSTER_ID at the first start. Kafka itself does both.
set -eu

for variable in $(compgen -e KAFKA_); do
  case "$variable" in
    KAFKA_HEAP_OPTS | KAFKA_OPTS) ;;
    KAFKA_*_OPTS | KAFKA_JMX_* | KAFKA_*LOG4J_* | KAFKA_SSL_*_FILENAME | KAFKA_SSL_*_CREDENTIALS)
      echo "$variable is not implemented by this image; of the start options it knows KAFKA_HEAP_OPTS and KAFKA_OPTS" >&2
      exit 1
      ;;
  esac
done
for variable in CLUSTER_ID KAFKA_PROCESS_ROLES KAFKA_NODE_ID; do
  if [ -z "${!variable:-}" ]; then
    echo "$variable must be set, is \"\"" >&2
    exit 1
  fi
done

java=(java -cp "/opt/kafka/libs/*" -Dlog4j2.configurationFile=/etc/kafka/docker/log4j2.yaml)

# It writes the configuration at every start, and fails at all but the first: its storage is formatted.
if ! said=$("${java[@]}" -Xmx256m kafka.docker.KafkaDockerWrapper setup \
  --default-configs-dir /etc/kafka/docker \
  --mounted-configs-dir /mnt/shared/config \
  --final-configs-dir /opt/kafka/config 2>&1) && [[ $said != *"already formatted"* ]]; then
  echo "$said" >&2
  exit 1
fi

# The second compiler costs more than it gives back while a lab lives: a quarter of Kafka's processor time.
# shellcheck disable=SC2086 # options, one word each
exec "${java[@]}" ${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G} ${KAFKA_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseG1GC -XX:MaxGCPauseMillis=20 \
  kafka.Kafka /opt/kafka/config/server.properties
