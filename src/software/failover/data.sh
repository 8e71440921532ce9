#!/bin/sh
## Writes what the promoted replica is told of the primary's logins: verifiers of passwords. It is whole at each moment.
set -eu
script=/var/lib/failover-watch/moved.sh
umask 077
cat >"$script.new" <<'MOVED'
__moved__
MOVED
mv "$script.new" "$script"
