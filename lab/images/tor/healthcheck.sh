#!/bin/bash
# A live process answers on its control port before any login. Whether it has reached the Tor network
# is not asked: that is ready, not live.
set -eu

exec 3<>/dev/tcp/127.0.0.1/9051
printf 'PROTOCOLINFO 1\r\nQUIT\r\n' >&3
grep -q '^250 OK' <&3
