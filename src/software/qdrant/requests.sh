#!/bin/sh
## Qdrant's own interface: its image has no client, but a bash that opens connections. The key is in no argument.
ask() {
  # shellcheck disable=SC2016 # for bash
  METHOD=$1 TARGET=$2 bash -c '
    key=$(sed -n "s/^ *api_key. *//p" /run/secrets/config.yaml)
    exec 3<>/dev/tcp/127.0.0.1/6333
    printf "%s %s HTTP/1.0\r\n%s: %s\r\nContent-Length: 0\r\n\r\n" "$METHOD" "$TARGET" api-key "$key" >&3
    read -r _ status _ <&3
    while read -r line <&3 && [ "${#line}" -gt 1 ]; do :; done
    cat <&3
    [ "$status" = 200 ]'
}
# Strings of an answer by their name.
values() { tr ',{' '\n\n' | sed -n "s/.*\"$1\":\"\{0,1\}\([^\"}]*\)\"\{0,1\}.*/\1/p"; }
