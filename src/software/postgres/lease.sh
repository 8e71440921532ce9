#!/bin/sh
# Starts the server that its arguments name once its node is the primary, and stops it when another one is.
set -u
node=__node__
# host:port; empty without a proxy.
proxy=__proxy__
# host:port; empty without a third vote.
vote=__vote__
# Touched while the proxy says that this node is the primary. It lets the server start again without an answer for so many seconds.
note=$PGDATA/bev_lease
lease=__seconds__
# With a third vote: the server stops when it has heard for so many seconds of nobody that this node is the primary.
alone=__alone__
# Longer between two questions: this container or its machine stood still, and another node may be the primary by now.
still=__still__
# What the container's health check says of a server that may not run.
why=/tmp/fenced

say() { echo "lease: $*"; }

# A name, by the request $2 to $1; nothing without an answer.
ask() {
  # shellcheck disable=SC2016 # for bash
  timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "%s HTTP/1.0\r\n\r\n" "$2" >&3 && cat <&3' \
    "${1%:*}" "${1##*:}" "$2" 2>/dev/null | tr -d '\r' |
    awk 'NR == 1 && $2 != 200 { exit } body && /^[a-z0-9-]+$/ { print; exit } /^$/ { body = 1 }'
}

# Who is the primary, as the proxy says.
ask_proxy() { ask "$proxy" "GET /primary"; }

# Who is the primary, as the third vote says. It hears by this that this node lives.
ask_vote() { [ -z "$vote" ] || ask "$vote" "POST /lease/$node"; }

is_fresh() {
  noted=$(stat -c %Y "$note" 2>/dev/null) || return 1
  age=$(($(date +%s) - noted))
  [ "$age" -ge 0 ] && [ "$age" -lt "$lease" ]
}

# Without an answer: a server that never had one is not of a pair, and one that was the primary a moment ago goes on. With a
# third vote, only if that one says so.
may_start() {
  primary=$(ask_proxy)
  case $primary in
    "$node") return 0 ;;
    "") ;;
    *) return 1 ;;
  esac
  [ ! -e "$note" ] || is_fresh || return 1
  [ -n "$vote" ] || return 0
  primary=$(ask_vote)
  [ "$primary" = "$node" ]
}

reason() {
  case $primary in
    "") echo "waits: nobody answers at $proxy${vote:+, or at $vote,} whether $node is the primary; bring up postgres-proxy there, or, only if no other node was promoted: touch $note" ;;
    none) echo "fenced: no node is the primary, a failover or its way back is under way; repeat npx bev failover $node or npx bev failback $node" ;;
    *) echo "fenced: $primary is the primary; npx bev failback $node ends it" ;;
  esac
}

# Seconds that no change of the clock touches, and that count while the machine sleeps.
uptime() {
  read -r up _ </proc/uptime
  echo "${up%.*}"
}

# Not while the folder is still being made: that must be empty first.
mark() { [ ! -e "$PGDATA/global/pg_control" ] || touch -d "$1" "$note"; }

end() {
  say "$2: stopping the server"
  kill -"$1" $$
}
stop() {
  mark @0
  end "$@"
}

# Beside the server. Without an answer it goes on: two nodes cannot decide which of them is cut off. With a third vote they can.
watch() {
  last=$(uptime)
  # By the time of the question: what was answered may be old when it arrives.
  heard=$last
  while sleep 2; do
    now=$(uptime)
    if [ $((now - last)) -gt "$still" ]; then
      stop QUIT "stood still for $((now - last)) s"
    fi
    last=$now
    primary=$(ask_proxy)
    voted=$(ask_vote)
    case ${primary:-$voted} in
      "$node")
        heard=$now
        mark now
        ;;
      "") ;;
      # In order: the replica gets all that was committed.
      none) stop INT "no node is the primary" ;;
      *) stop QUIT "${primary:-$voted} is the primary" ;;
    esac
    if [ -n "$vote" ] && [ $(($(uptime) - heard)) -gt "$alone" ]; then
      # The note stays: by the word of a vote that was away for a moment it starts again.
      end QUIT "cut off for $(($(uptime) - heard)) s from the proxy and from the third vote"
    fi
  done
}

[ -n "$proxy" ] || exec docker-entrypoint.sh "$@"
trap 'exit 0' INT TERM
said=
until may_start; do
  reason >"$why"
  now=$(cat "$why")
  [ "$now" = "$said" ] || say "$now"
  said=$now
  sleep 5 &
  wait $!
done
rm -f "$why"
trap - INT TERM
watch &
exec docker-entrypoint.sh "$@"
