set -eu
logins=/var/lib/backup-store/logins
umask 077
cat >"$logins.new" <<'END'

END
mv "$logins.new" "$logins"
