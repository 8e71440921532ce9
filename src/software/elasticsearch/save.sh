#!/bin/sh
## Saves Elasticsearch: a snapshot into a repository that holds no other, and which nobody writes to any more.
repository=/var/tmp/elasticsearch
room /var/tmp "$(size /usr/share/elasticsearch/data)"
ask DELETE /_snapshot/bev >/dev/null 2>&1 || true
rm -rf "$repository"
collect
mkdir "$repository"
trap 'ask DELETE /_snapshot/bev >/dev/null 2>&1 || true; rm -rf "$STAGE" "$repository"' EXIT
quietly ask PUT /_snapshot/bev --data '{"type":"fs","settings":{"location":"/var/tmp/elasticsearch"}}'
said=$(ask PUT '/_snapshot/bev/whole?wait_for_completion=true' --data '{"include_global_state":true}')
case $said in
  *'"state":"SUCCESS"'*) ;;
  *) refuse "its snapshot must end with SUCCESS, it says $(printf '%s' "$said" | head -c 500)" ;;
esac
mv "$repository" "$STAGE/content/repository"
archive
