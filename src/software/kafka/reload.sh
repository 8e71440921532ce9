#!/bin/sh
## Has a Kafka broker read its new certificate.
__copy__ && KAFKA_HEAP_OPTS=-Xmx256m /opt/kafka/bin/kafka-configs.sh --bootstrap-server 127.0.0.1:19092 --entity-type brokers --entity-name "$KAFKA_NODE_ID" --alter --add-config listener.name.client.ssl.keystore.location=/etc/kafka/secrets/keystore.pem >/dev/null
