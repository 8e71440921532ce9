set -eu
logins=/var/lib/backup-store/logins
umask 077
cat >"$logins.new" <<'END'
oracle1:{SHA}/BP0V0ceZJwYc1ocKZ+EH5zBOyc=
END
mv "$logins.new" "$logins"
