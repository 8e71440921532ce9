#!/bin/bash
## Prints those of its arguments, `host:port`, that take no connection within five seconds.
for one; do
  timeout 5 bash -c 'exec 3<>"/dev/tcp/${0%:*}/${0##*:}"' "$one" 2>/dev/null || echo "$one"
done
