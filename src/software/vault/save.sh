#!/bin/sh
## Saves Vault: a snapshot of its storage, which is encrypted as the storage is, and its audit logs.
read -r VAULT_TOKEN || refuse "standard input: must be a token of Vault, is empty"
export VAULT_TOKEN
room /vault/file "$(size /vault/file /vault/logs)"
collect
quietly vault operator raft snapshot save "$STAGE/content/vault.snap"
# That it was open once is known by them too.
cp -a /vault/logs "$STAGE/content/logs"
quietly vault operator raft snapshot inspect "$STAGE/content/vault.snap"
archive
