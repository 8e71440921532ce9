#!/bin/sh
## Prints of each volume how many files it has, and a checksum of their names and contents.
set -eu
set -- __volumes__
for volume in "$@"; do
  cd "$volume"
  echo "files.$volume.checksum $(find . -type f ! -path './bev-backup/*' -exec sha256sum {} + | LC_ALL=C sort | sha256sum | cut -c 1-64)"
  echo "files.$volume.count $(find . -type f ! -path './bev-backup/*' -print0 | tr -cd '\0' | wc -c)"
done
