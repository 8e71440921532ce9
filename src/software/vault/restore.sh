#!/bin/sh
## Restores Vault before it starts, where it reaches nothing: a new one takes the snapshot, and then wants the former shares.
[ ! -e /vault/file/vault.db ] || refuse "/vault/file: must be empty, has a storage; restore into a new volume"
collect
unpack
settings=/tmp/bev-restore.hcl
{
  # Of the raft that it makes here it stays a member, by this name and address.
  grep '^cluster_addr = ' /vault/config/vault.hcl
  cat <<'HCL'
disable_mlock = true
api_addr = "http://127.0.0.1:8200"
storage "raft" {
  path = "/vault/file"
  node_id = "__node__"
}
listener "tcp" {
  address = "127.0.0.1:8200"
  cluster_address = "127.0.0.1:8201"
  tls_disable = true
}
HCL
} >"$settings"
export VAULT_ADDR=http://127.0.0.1:8200
unset VAULT_CACERT
vault server -config="$settings" >"$STAGE/log" 2>&1 &
server=$!
failed() { cat "$STAGE/log" >&2; refuse "$1"; }
sealed() { status=0; vault status >/dev/null 2>&1 || status=$?; [ "$status" -eq 2 ]; }
until sealed; do
  kill -0 "$server" 2>/dev/null || failed "its server must start, does not"
  sleep 0.2
done
# Both end with this Vault: what is restored has its own.
said=$(vault operator init -key-shares=1 -key-threshold=1)
printf '%s' "$said" | sed -n 's/^Unseal Key 1. *//p' | tr -d '\n' | vault write sys/unseal key=- >/dev/null
VAULT_TOKEN=$(printf '%s' "$said" | sed -n 's/^Initial Root Token. *//p')
export VAULT_TOKEN
# It takes a moment until an open one leads.
until vault read sys/mounts >/dev/null 2>&1; do sleep 0.2; done
vault operator raft snapshot restore -force "$STAGE/content/vault.snap" >"$STAGE/said" 2>&1 ||
  { cat "$STAGE/said" >&2; failed "the snapshot must be taken, is not"; }
# Its key is another one now: it seals itself.
until sealed; do sleep 0.2; done
kill "$server"
wait "$server" || true
rm -f "$settings"
cp -a "$STAGE/content/logs/." /vault/logs/
