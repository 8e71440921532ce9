#!/bin/sh
## Weaviate's own interface. The key comes from its file.
# shellcheck disable=SC2034
BACKUPS=http://127.0.0.1:8080/v1/backups/filesystem
ask() { wget -q -O - --header "Authorization: Bearer $(cat /run/secrets/api-key)" --header 'Content-Type: application/json' "$@"; }
# Until it says that what it does is done.
done_with() {
  while :; do
    said=$(ask "$1")
    case $said in
      *'"status":"SUCCESS"'*) return ;;
      *'"status":"FAILED"'* | *'"status":"CANCELED"'*) refuse "it must end with SUCCESS, it says $said" ;;
    esac
    sleep 2
  done
}
