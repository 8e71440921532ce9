#!/bin/sh
## Restores Weaviate: an empty one of the same version and name takes the backup.
rm -rf /var/tmp/weaviate/bev
collect
unpack
mkdir -p /var/tmp/weaviate
mv "$STAGE/content/bev" /var/tmp/weaviate/bev
trap 'rm -rf "$STAGE" /var/tmp/weaviate/bev' EXIT
quietly ask --post-data '{}' "$BACKUPS/bev/restore"
done_with "$BACKUPS/bev/restore"
