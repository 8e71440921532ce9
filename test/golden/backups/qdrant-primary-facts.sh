ask() {
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
set -eu
collections=$(ask GET /collections)
aliases=$(ask GET /aliases)
printf '%s' "$aliases" | values alias_name | sed 's/.*/alias.& kept/' | LC_ALL=C sort
printf '%s' "$collections" | values name | LC_ALL=C sort | while read -r name; do
  said=$(ask GET "/collections/$name" </dev/null)
  echo "collection.$name $(printf '%s' "$said" | values points_count | head -n 1)"
done
