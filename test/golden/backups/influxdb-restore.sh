set -eu
umask 077
product=influxdb
STAGE='/var/lib/influxdb2/bev-backup'
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
collect
unpack
INFLUX_TOKEN=$(cat /run/secrets/admin-token)
export INFLUX_TOKEN
quietly influx restore --full "$STAGE/content/influxdb"
