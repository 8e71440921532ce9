#!/bin/sh
# Points the proxy to the server of a node, or to none: sh point.sh <node|none>. Once it has ended with 0, nobody is connected to another.
set -eu
state=__folder__/primary.cfg
case "${1:-}" in
__patterns__) ;;
*)
  echo "point.sh: must be one of __names__, got \"${1:-}\"; run it again with one of them" >&2
  exit 1
  ;;
esac
said() {
  bash -c 'exec 3<>/dev/tcp/127.0.0.1/8405; printf "GET /primary HTTP/1.0\r\n\r\n" >&3; tail -n 1 <&3' 2>/dev/null || true
}
# Master and worker. A former worker ends soon after a reload, with its connections.
has_one_worker() {
  [ "$(cat /proc/[0-9]*/comm 2>/dev/null | grep -cx haproxy)" -eq 2 ]
}
wanted=$(printf 'global\n  setenv PRIMARY %s' "$1")
if [ "$(cat "$state" 2>/dev/null)" != "$wanted" ]; then
  echo "$wanted" >"$state.new"
  sync "$state.new"
  mv "$state.new" "$state"
fi
[ "$(said)" = "$1" ] || kill -USR2 1
for _ in $(seq 100); do
  if [ "$(said)" = "$1" ] && has_one_worker; then exit 0; fi
  sleep 0.1
done
echo "point.sh: the proxy must answer \"$1\" within 10 s, answers \"$(said)\"; see its log, then run it again" >&2
exit 1
