#!/bin/sh
## Restores files into their empty volumes.
set -- __volumes__
for volume in "$@"; do
  [ -z "$(find "$volume" -mindepth 1 -maxdepth 1 ! -name lost+found)" ] ||
    refuse "$volume: must be empty, has files; restore into a new volume"
done
collect
unpack
number=0
for volume in "$@"; do
  number=$((number + 1))
  (cd "$STAGE/content/$number" && find . -mindepth 1 -maxdepth 1 -exec cp -a {} "$volume/" \;)
done
