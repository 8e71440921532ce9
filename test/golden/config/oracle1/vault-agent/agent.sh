# What services of this node log in to Vault with, made anew all the time (ADR-0013).
umask 077
own=/vault/file/agent
export HOME=/tmp VAULT_ADDR="https://$VAULT" VAULT_CACERT="$own/authority.pem"
# A round with a Vault that does not answer must end before the health check gives up.
export VAULT_CLIENT_TIMEOUT=5s VAULT_MAX_RETRIES=0

# say WHAT: once, until it changes.
say() {
  [ "$1" = "$said" ] || echo "vault-agent: $1"
  said=$1
}

# replace MODE FILE COMMAND...: with what the command prints; whoever reads it has the old or the new one.
replace() {
  mode=$1
  file=$2
  shift 2
  "$@" >"$file.new" 2>"$HOME/error" && [ -s "$file.new" ] && chmod "$mode" "$file.new" &&
    mv -f "$file.new" "$file"
}

log_in() {
  if ! [ -s "$own/secret-id" ]; then
    echo "there is no secret-id yet, the next update brings one" >"$HOME/error"
    return 1
  fi
  replace 0400 "$HOME/.vault-token" vault write -field=token auth/approle/login \
    role_id=@"$own/role-id" secret_id=@"$own/secret-id"
}

# Its own next secret-id, once with each login: the last one is good for a day.
renew() {
  replace 0400 "$own/secret-id" vault write -f -field=secret_id auth/approle/role/node-agent-oracle1/secret-id
}

# bring ROLE FOLDER
bring() {
  date +%s >"$HOME/alive"
  if replace 0440 "$2/authority.pem" cat "$VAULT_CACERT" &&
    replace 0440 "$2/role-id" vault read -field=role_id "auth/approle/role/$1/role-id" &&
    replace 0440 "$2/wrapped-secret-id" vault write -f -wrap-ttl=600s -field=wrapping_token \
      "auth/approle/role/$1/secret-id"; then
    brought=$((brought + 1))
  else
    failed="$failed $1"
  fi
}

round() {
  brought=0
  failed=
  [ -n "$renewed" ] || { renew && renewed=1; } || failed=" itself"
  bring service-oracle1-breach-analyzer /run/vault/breach-analyzer
  bring service-oracle1-darknet-analyzer /run/vault/darknet-analyzer
  bring service-oracle1-crypto-analyzer /run/vault/crypto-analyzer
  bring service-oracle1-social-analyzer /run/vault/social-analyzer
  bring service-oracle1-reputation-analyzer /run/vault/reputation-analyzer
  bring service-oracle1-backup-oracle1 /run/vault/backup-oracle1
  [ -z "$failed" ]
}

# wait_for SECONDS: or until somebody wants another round.
wait_for() {
  left=$1
  while [ "$left" -gt 0 ] && ! [ -e "$HOME/again" ]; do
    sleep 1
    left=$((left - 1))
  done
}

said=
since=0
while :; do
  # From here on a wish is for the round after this one.
  [ ! -e "$HOME/again" ] || mv -f "$HOME/again" "$HOME/going"
  now=$(date +%s)
  echo "$now" >"$HOME/alive"
  pause=10
  if [ $((now - since)) -ge 1800 ]; then
    if log_in; then
      since=$now
      renewed=
    else
      since=0
      say "cannot log in: $(tail -n 1 "$HOME/error")"
    fi
  fi
  if [ "$since" -ne 0 ]; then
    pause=120
    if round; then
      say "goes round, services: $brought"
      rm -f "$HOME/going"
    else
      say "brings nothing to$failed: $(tail -n 1 "$HOME/error")"
      # Its token may have been revoked.
      [ "$brought" -gt 0 ] || since=0
      # Somebody waits for this round.
      [ ! -e "$HOME/going" ] || pause=10
    fi
  fi
  wait_for "$pause"
done
