#!/bin/sh
# Stands for whatever program a health check calls: every port of the double itself must answer.
for port in $DOUBLE_PORTS; do
  wget -q -T 3 -O /dev/null "http://127.0.0.1:$port$DOUBLE_LIVE_PATH" || exit 1
done
echo "a double of $DOUBLE_OF; status: live"
