#!/bin/sh
## Takes the rules of close.sh away.
set -eu

for tables in iptables ip6tables; do
  "$tables" -w -n -L INPUT >/dev/null 2>&1 || continue
  while read -r chain to; do
    ! "$tables" -w -C "$chain" -j "$to" 2>/dev/null || "$tables" -w -D "$chain" -j "$to"
  done <<LIST
INPUT BEV-ISOLATED-IN
OUTPUT BEV-ISOLATED-OUT
FORWARD BEV-ISOLATED-PASS
DOCKER-USER BEV-ISOLATED-PASS
LIST
  for chain in BEV-ISOLATED-IN BEV-ISOLATED-OUT BEV-ISOLATED-PASS; do
    "$tables" -w -F "$chain" 2>/dev/null || continue
    "$tables" -w -X "$chain"
  done
done
