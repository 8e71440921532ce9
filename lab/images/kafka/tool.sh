#!/bin/sh
# Kafka's own tools, each under the name that it has in the official image.
set -eu

case "${0##*/}" in
  kafka-configs.sh) class=kafka.admin.ConfigCommand ;;
  kafka-consumer-groups.sh) class=org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
  kafka-topics.sh) class=org.apache.kafka.tools.TopicCommand ;;
  kafka-console-producer.sh) class=org.apache.kafka.tools.ConsoleProducer ;;
  kafka-console-consumer.sh) class=org.apache.kafka.tools.consumer.ConsoleConsumer ;;
  *)
    echo "$0 must be kafka-configs.sh, kafka-consumer-groups.sh, kafka-topics.sh, kafka-console-producer.sh or kafka-console-consumer.sh" >&2
    exit 1
    ;;
esac

exec java -cp "/opt/kafka/libs/*" -Xmx256m "$class" "$@"
