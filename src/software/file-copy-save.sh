#!/bin/sh
## Saves files: what writes them stands still while they are copied, so that they are of one moment.
set -- __volumes__
room "${STAGE%/*}" "$(size "$@")"
collect
others() {
  for one in /proc/[0-9]*; do
    id=${one#/proc/}
    [ "$id" -eq 1 ] || [ "$id" -eq $$ ] || echo "$id"
  done
}
stopped=
go_on() { for id in $stopped; do kill -CONT "$id" 2>/dev/null || true; done; stopped=; }
trap 'go_on; rm -rf "$STAGE"' EXIT
for id in $(others); do
  # shellcheck disable=SC2015 # a process that has ended is nobody's
  kill -STOP "$id" 2>/dev/null && stopped="$stopped $id" || true
done
number=0
for volume in "$@"; do
  number=$((number + 1))
  mkdir "$STAGE/content/$number"
  # Without what this script itself collects.
  (cd "$volume" && find . -mindepth 1 -maxdepth 1 ! -name bev-backup -exec cp -a {} "$STAGE/content/$number/" \;)
done
go_on
archive
