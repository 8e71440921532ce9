set -eu
data=$1
now=${2:-$(date +%s)}
DAY=86400
KEPT_DAYS=30
PROVEN_DAYS=8

if [ -e "$data/keep" ]; then
  echo "nothing is forgotten while there is $data/keep"
  exit 0
fi

# When the last day of a repository ends, in seconds of Unix.
end_of() {
  name=${1##*/}
  if [ "$name" = services ]; then
    # That of before there was one for each month.
    find "$1/config" "$1/snapshots" -type f -exec stat -c %Y {} + 2>/dev/null | sort -n | tail -n 1
    return
  fi
  month=${name##*-}
  month=${month#0}
  year=${name#services-}
  year=${year%-*}
  [ "$month" -ge 1 ] && [ "$month" -le 12 ] || return 0
  date -u -d "$(printf '%04d-%02d-01 00:00:00' $((year + month / 12)) $((month % 12 + 1)))" +%s
}

# On how many different days backups came into these repositories, by the clock of this disk, which no client sets.
days_of() {
  for one in "$@"; do
    # A month that is still to come counts for nothing: a node may have made it up.
    until=$(end_of "$one")
    [ "${until:-$last}" -lt "$last" ] || [ "${one##*/}" = "services-$this" ] || continue
    find "$one/snapshots" -type f -exec stat -c %Y {} + 2>/dev/null || true
  done | while read -r at; do echo $((at / DAY)); done | sort -u | wc -l
}

remove() {
  node=${1%/*}
  gone=$data/forgotten/${node##*/}.${1##*/}.$now
  echo "forgetting ${node##*/}/${1##*/}: $(find "$1" -type f -path '*/snapshots/*' | wc -l) backups, $(du -sk "$1" | cut -f 1) KiB"
  # From here on it is whole or not there for those who ask the server.
  mv "$1" "$gone"
  rm -rf "$gone"
}

this=$(date -u -d "@$now" +%Y-%m)
last=$(end_of "services-$this")
mkdir -p "$data/forgotten"
for gone in "$data"/forgotten/*; do
  [ -e "$gone" ] || continue
  echo "going on to forget ${gone##*/}"
  rm -rf "$gone"
done
for node in "$data"/repositories/*; do
  # From the oldest to the newest.
  set -- "$node/services" "$node"/services-20[0-9][0-9]-[01][0-9]
  while [ $# -gt 0 ]; do
    repository=$1
    shift
    [ -d "$repository" ] || continue
    end=$(end_of "$repository")
    [ $((${end:-$now} + KEPT_DAYS * DAY)) -le "$now" ] || continue
    # What is newer has backups, so that this is never the newest with one.
    [ "$(days_of "$@")" -ge "$PROVEN_DAYS" ] || continue
    remove "$repository"
  done
done
