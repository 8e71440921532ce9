#!/bin/sh
## Prints of Kafka its topics, their settings and which group has read what; how far is in the archive.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
topics >"$work/topics"
settings >"$work/settings"
offsets >"$work/offsets"
{
  sed 's/^\([^ ]*\) \([^ ]*\) .*/topic.\1 \2/' "$work/topics"
  sed 's/^\([^ ]*\) [^ ]* \(.*\)/copies.\1 \2/' "$work/topics"
  sed 's/^\([^ ]*\) \([^ ]*\) /setting.\1.\2 /' "$work/settings"
  sed 's/^\([^ ]*\) \([^ ]*\) \([^ ]*\) .*/group.\1.\2.\3 read/' "$work/offsets"
} >"$work/facts"
LC_ALL=C sort "$work/facts"
