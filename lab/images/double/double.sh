#!/bin/sh
# Stands for a service whose software is not here: live, but never ready.
trap 'exit 0' TERM INT

for port in $DOUBLE_PORTS; do
  nc -ll -p "$port" -e double-answer &
done
echo "a double of $DOUBLE_OF answers on ${DOUBLE_PORTS:-no port}"
while :; do
  sleep 3600 &
  wait $!
done
