#!/bin/sh
## Prints of Weaviate how many objects each class has: a restore once succeeded with none.
set -eu
said=$(ask 'http://127.0.0.1:8080/v1/nodes?output=verbose')
printf '%s' "$said" | tr '{' '\n' |
  sed -n 's/.*"class":"\([^"]*\)".*"objectCount":\([0-9]*\).*/class.\1 \2/p' | LC_ALL=C sort
