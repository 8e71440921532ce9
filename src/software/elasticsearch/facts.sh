#!/bin/sh
## Prints of Elasticsearch how many documents each index has, and which aliases there are.
set -eu
indices=$(ask GET '/_cat/indices/*,-.*?h=index,docs.count')
aliases=$(ask GET '/_cat/aliases/*,-.*?h=alias,index')
printf '%s\n' "$aliases" | sed -n 's/^\([^ ]\{1,\}\) \{1,\}\([^ ]\{1,\}\) *$/alias.\1 \2/p' | LC_ALL=C sort
printf '%s\n' "$indices" | sed -n 's/^\([^ ]\{1,\}\) \{1,\}\([^ ]\{1,\}\) *$/index.\1 \2/p' | LC_ALL=C sort
