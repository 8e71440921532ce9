set -eu
umask 077
export LC_ALL=C TZ=UTC
data=/var/lib/postgresql/data
fail() {
  echo "postgres-wal: $1" >&2
  exit 1
}
about() { sed -n "s/^$2 //p" "$1/about"; }

# Segments from the first to the last, both named, into the folder $asked. What is still written is copied.
collect() {
  asked=$(mktemp -d "$data/asked.XXXXXX")
  trap 'rm -rf "$asked"' EXIT
  trap 'exit 1' HUP INT TERM
  (
    cd "${1%/bases/*}/wal"
    find . -type f | sed 's,^\./,,' | sort |
      awk -v first="$2" -v last="$3" '/^[0-9A-F]+(\.partial)?$/ { name = substr($0, 1, 24) "" } name >= first "" && name <= last ""' >"$asked/list"
    grep -v partial "$asked/list" | xargs -r cp -l -t "$asked"
    grep partial "$asked/list" | while read -r file; do
      cp "$file" "$asked/${file%.partial}" 2>/dev/null || cp "${file%.partial}" "$asked"
    done
  )
  rm "$asked/list"
}

# The newest base that was finished by $1, and WAL up to a commit after $1, at which recovery stops; all for "newest".
choose() {
  base=
  oldest=
  for one in $(find "$data/stretches" -path '*/bases/*' -prune | sort); do
    finished=$(about "$one" finished)
    : "${oldest:=$finished}"
    if [ "$1" = newest ] || expr "$finished" '<=' "$1" >/dev/null; then base=$one; fi
  done
  [ -n "$oldest" ] || fail "there is no base backup yet"
  [ -n "$base" ] || fail "time: must be $oldest or later, when the oldest base was made, got $1"
  finished=$(about "$base" finished)
  segment=$(about "$base" segment)
  why=$(pg_verifybackup --quiet "$base/data" 2>&1) ||
    fail "the base of $finished: must be whole, is damaged ($(echo "$why" | head -n 1))"
  collect "$base" "$segment" FFFFFFFFFFFFFFFFFFFFFFFF
  timeline=$((0x$(echo "$segment" | cut -c 1-8)))
  found=$({ pg_waldump --path="$asked" --start="$(about "$base" start)" --timeline="$timeline" --rmgr=Transaction \
    2>"$asked/error" || true; } | awk -v at="$1" -v last="$finished" '
    { rest = substr($0, index($0, " desc: ") + 7); split(rest, word, " "); time = word[2] " " word[3] }
    word[1] != "COMMIT" && word[1] != "ABORT" { next }
    time > at { match($0, /lsn: [0-9A-F]+\/[0-9A-F]+/); print "stop", substr($0, RSTART + 5, RLENGTH - 5); ended = 1; exit }
    time > last { last = time }
    END { if (!ended) print "until", last }')
  case $found in
    until*)
      newest=$(find "$asked" -type f -name '0*' | sort | tail -n 1)
      stopped=$(sed -n 's/.* at \([0-9A-F]*\/[0-9A-F]*\).*/\1/p' "$asked/error" | tail -n 1)
      if [ -z "$stopped" ] || [ "$(segment_of "$stopped")" != "${newest##*/}" ]; then
        fail "the WAL after ${found#until }: must be whole, is damaged or missing; a time before can be restored"
      fi
      [ "$1" = newest ] ||
        fail "time: must be before ${found#until }, the newest commit that was pulled, got $1; newest restores that"
      echo "until ${found#until }"
      found="stop $stopped"
      ;;
  esac
  # A record may end in the next segment.
  last=$(find "$asked" -type f -name '0*' | sed 's,.*/,,' | sort |
    awk -v stop="$(segment_of "${found#stop }")" '{ print } $0 "" > stop "" { exit }' | tail -n 1)
  echo "base $base"
  echo "finished $finished"
  echo "machine $(about "$base" machine)"
  echo "first $segment"
  echo "last $last"
  echo "bytes $(du -sb "$base/data" | cut -f 1)"
}

# The file that has a place in the WAL, of 16 MiB as initdb makes them.
segment_of() {
  low=0000000${1#*/}
  high=0000000${1%/*}
  echo "$(printf %08X "$timeline")$(echo "$high" | tail -c 9)000000$(echo "$low" | tail -c 9 | cut -c 1-2)"
}

case $1 in
  choose) choose "$2" ;;
  base) tar --create --file=- --directory="$2/data" . ;;
  wal)
    collect "$2" "$3" "$4"
    tar --create --file=- --directory="$asked" .
    ;;
esac
