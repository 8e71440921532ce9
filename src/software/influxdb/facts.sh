#!/bin/sh
## Prints of InfluxDB how many values each bucket has.
set -eu
INFLUX_TOKEN=$(cat /run/secrets/admin-token)
export INFLUX_TOKEN
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
influx bucket list --hide-headers | cut -f 2 | LC_ALL=C sort >"$work/buckets"
while read -r bucket; do
  influx query --raw "from(bucket: \"$bucket\") |> range(start: 0) |> group() |> count()" </dev/null >"$work/count"
  echo "bucket.$bucket $(sed -n 's/^,.*,\([0-9]*\)\r\{0,1\}$/\1/p' "$work/count" | head -n 1)"
done <"$work/buckets"
