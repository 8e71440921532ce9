#!/bin/sh
## Prints of Vault how it is sealed and, once it is open, its engines, login methods, policies with their checksums, roles and the names of secrets.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# 2: it is sealed.
vault status -format=yaml >"$work/status" || [ $? -eq 2 ]
status() { tr -d '"' <"$work/status" | sed -n "s/^$1: //p"; }
{
  echo "seal.initialized $(status initialized)"
  echo "seal.kind $(status type)"
  echo "seal.shares $(status n)"
  echo "seal.storage $(status storage_type)"
  echo "seal.threshold $(status t)"
} >"$work/facts"
# Nobody has a token of one that is sealed, and it says no more.
if [ "$(status sealed)" = true ]; then
  cat "$work/facts"
  exit
fi
read -r VAULT_TOKEN || { echo "vault: standard input: must be a token of Vault, is empty" >&2; exit 1; }
export VAULT_TOKEN
names() { vault list -format=yaml "$1" 2>/dev/null | sed -n 's/^- //p' | tr -d '"'; }
secrets() {
  names "$1" | while read -r name; do
    case $name in
      */) secrets "$1$name" ;;
      *) echo "$1$name" ;;
    esac
  done
}
vault secrets list | sed '1,2d' >"$work/engines"
vault auth list | sed '1,2d' >"$work/methods"
{
  while read -r path kind _; do
    echo "engine.$path $kind"
    case $kind in kv) secrets "${path}metadata/" | sed 's/$/ kept/; s/^/secret./' ;; esac
  done <"$work/engines"
  while read -r path kind _; do
    echo "login.$path $kind"
    case $kind in approle) names "auth/${path}role" | sed "s|.*|login.${path}& role|" ;; esac
  done <"$work/methods"
  names sys/policies/acl | while read -r name; do
    [ "$name" = root ] || vault policy read "$name" | sha256sum | sed "s/^\(.*\)  -$/policy.$name \1/"
  done
} >>"$work/facts"
LC_ALL=C sort "$work/facts"
