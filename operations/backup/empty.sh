#!/bin/sh
## Empties a volume of which there is a whole copy.
set -eu
[ -e /marker/copied ]
find /to -mindepth 1 -delete
