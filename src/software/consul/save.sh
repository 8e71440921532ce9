#!/bin/sh
## Saves Consul: a snapshot by its leader, with keys, sessions and access lists. Not its gossip key, which is a file.
room /consul/data "$(size /consul/data)"
collect
quietly consul snapshot save "$STAGE/content/consul.snap"
quietly consul snapshot inspect "$STAGE/content/consul.snap"
archive
