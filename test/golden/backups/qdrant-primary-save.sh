set -eu
umask 077
product=qdrant
STAGE='/qdrant/storage/bev-backup'
refuse() { echo "$product: $1" >&2; exit 1; }
# An empty folder to collect in, gone when the script ends.
collect() {
  rm -rf "$STAGE"
  trap 'rm -rf "$STAGE"' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir -p "$STAGE/content"
}
# A command whose words matter only when it fails.
quietly() { "$@" >"$STAGE/said" 2>&1 || { cat "$STAGE/said" >&2; exit 1; }; }
# So many KiB must be free where the folder $1 is, and a tenth of the disk must stay free besides.
room() {
  set -- "$1" "$2" $(df -Pk "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2,4)
  [ "$(($4 - $2))" -gt "$(($3 / 10))" ] ||
    refuse "room on $1: must be $2 KiB and a tenth of the disk, is $4 KiB; free some"
}
# KiB of files.
size() { du -sk "$@" | cut -f 1 | { sum=0; while read -r one; do sum=$((sum + one)); done; echo "$sum"; }; }
files() { find about content -type f -print0 | tr -cd '\0' | wc -c; }
# What was collected, checksums last, to standard output.
archive() {
  cd "$STAGE"
  echo "bev backup 1 of $product" >about
  find about content -type f -exec sha256sum {} + >checksums
  tar -cf - about content checksums
}
# An archive from standard input into the folder to collect in; nothing of it counts before all of it is right.
unpack() {
  cd "$STAGE"
  tar -xf - || refuse "archive: must be whole, is cut or damaged; take another one"
  if ! [ -s checksums ] || ! sha256sum -c checksums >/dev/null 2>&1 || [ "$(files)" -ne "$(wc -l <checksums)" ]; then
    refuse "archive: must have all files with their checksums, has not; take another one"
  fi
  [ "$(cat about)" = "bev backup 1 of $product" ] ||
    refuse "archive: must be one of $product, is $(head -c 60 about)"
}
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
snapshots=/qdrant/storage/snapshots
room /qdrant/storage "$((2 * $(size /qdrant/storage)))"
collect
said=$(ask POST /snapshots)
name=$(printf '%s' "$said" | values name)
[ -f "$snapshots/${name:-none}" ] || refuse "its snapshot must be there, it says $said"
mv "$snapshots/$name" "$STAGE/content/whole.snapshot"
rm -f "$snapshots/$name.checksum"
archive
