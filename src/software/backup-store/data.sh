#!/bin/sh
## Writes who may log in. The server looks at the file at each request, and it is whole at each moment.
set -eu
logins=/var/lib/backup-store/logins
umask 077
cat >"$logins.new" <<'END'
__logins__
END
mv "$logins.new" "$logins"
