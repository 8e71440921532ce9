end=$(($(date +%s) + BEV_SECONDS))
limited=
while :; do
  [ -n "$limited" ] || { docker update --pids-limit "$BEV_PIDS" "$BEV_CONTAINER" >/dev/null 2>&1 && limited=1; }
  state=$(docker inspect --format '{{.State.Status}} {{.RestartCount}} {{.State.Health.Status}}' "$BEV_CONTAINER") || exit 1
  set -- $state
  [ "$limited $1 $3" = "1 running healthy" ] && exit 0
  [ "$2" -ge 5 ] || [ "$(date +%s)" -ge "$end" ] && break
  sleep 1
done
echo "$BEV_CONTAINER is not live: it is $1, its check says $3, it was restarted $2 times; last 20 log lines:" >&2
docker logs --tail 20 "$BEV_CONTAINER" >&2
exit 1