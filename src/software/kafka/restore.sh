#!/bin/sh
## Restores Kafka's topics, their settings and groups. Where messages are gone, a group stands at the end of what is there.
collect
unpack
topics >"$STAGE/present"
while read -r name partitions copies; do
  # No more than a cluster of this size has.
  [ "$copies" -le "$KAFKA_DEFAULT_REPLICATION_FACTOR" ] || copies=$KAFKA_DEFAULT_REPLICATION_FACTOR
  now=$(sed -n "s/^$name \([0-9]*\) .*/\1/p" "$STAGE/present")
  if [ -z "$now" ]; then
    quietly tool topics --create --if-not-exists --topic "$name" --partitions "$partitions" --replication-factor "$copies" </dev/null
  elif [ "$now" -lt "$partitions" ]; then
    quietly tool topics --alter --topic "$name" --partitions "$partitions" </dev/null
  fi
  sed -n "s/^$name \([^ ]*\) /\1=/p" "$STAGE/content/settings" >"$STAGE/settings"
  [ ! -s "$STAGE/settings" ] || quietly tool configs --alter --entity-type topics --entity-name "$name" --add-config-file "$STAGE/settings" </dev/null
done <"$STAGE/content/topics"
cut -d ' ' -f 1 "$STAGE/content/offsets" | uniq | while read -r group; do
  sed -n "s/^$group \([^ ]*\) \([0-9]*\) \([0-9]*\)$/\1,\2,\3/p" "$STAGE/content/offsets" >"$STAGE/offsets"
  consumers --group "$group" --reset-offsets --from-file "$STAGE/offsets" --execute
done
