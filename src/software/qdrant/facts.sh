#!/bin/sh
## Prints of Qdrant how many points each collection has, and its aliases.
set -eu
collections=$(ask GET /collections)
aliases=$(ask GET /aliases)
printf '%s' "$aliases" | values alias_name | sed 's/.*/alias.& kept/' | LC_ALL=C sort
printf '%s' "$collections" | values name | LC_ALL=C sort | while read -r name; do
  said=$(ask GET "/collections/$name" </dev/null)
  echo "collection.$name $(printf '%s' "$said" | values points_count | head -n 1)"
done
