#!/bin/sh
## Gives a node a name and mounts of its own: what an engine mounts ends with it, and the identity that it
## keeps in /etc/docker is not this machine's.
set -e
hostname "$1"
mount --bind "$2" /etc/docker
shift 2
exec "$@"
