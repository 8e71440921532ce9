#!/bin/sh
## Saves Qdrant: one snapshot of all collections with their aliases, which a single node makes.
snapshots=/qdrant/storage/snapshots
room /qdrant/storage "$((2 * $(size /qdrant/storage)))"
collect
said=$(ask POST /snapshots)
name=$(printf '%s' "$said" | values name)
[ -f "$snapshots/${name:-none}" ] || refuse "its snapshot must be there, it says $said"
mv "$snapshots/$name" "$STAGE/content/whole.snapshot"
rm -f "$snapshots/$name.checksum"
archive
