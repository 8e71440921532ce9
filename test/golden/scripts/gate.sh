# Counts the checks that failed in a row, without those that timed out and those before $excused.
examine() {
  read -r status code memory check streak restarts retries
  set -- && last= failed=0 since=
  while read -r one; do set -- "$@" "$one" && last=$one; done
  while [ $# -gt "$streak" ]; do shift; done
  for one; do
    start=${one%% *}
    case ${one#* } in
      '-1 "Health check exceeded timeout'* | '-1 "timed out starting health check'*) ;;
      *) failed=$((failed + 1)) since=${since:-$start} ;;
    esac
    [ "$start" != "$excused" ] || failed=0 since=
  done
}
count_others_starting() {
  set -- $(docker ps --filter label=bev.stack --filter health=starting --format '{{.Names}}')
  others=$#
  for one; do [ "$one" != "$BEV_CONTAINER" ] || others=$((others - 1)); done
}
# Asks as the check does, and says on a later turn whether it passed. An Engine before 25 asks for the
# first time only after a whole interval; a newer one after five seconds, which is long enough to see
# a service end that does not find what it needs.
passes_now() {
  if [ -n "$asking" ]; then
    kill -0 "$asking" 2>/dev/null && return 1
    wait "$asking" && return
    asking=
  fi
  [ "$check" = starting ] && [ "$waited" -ge "$next" ] || return 1
  next=$((waited + 5))
  docker exec "$BEV_CONTAINER" "$@" >/dev/null 2>&1 &
  asking=$!
  return 1
}
# A store that recovers logs how far it is.
logs_since() {
  from=${1#?} && from=${from%?}
  lines=$(docker logs --tail 1 --since "$from" "$BEV_CONTAINER" 2>&1) && [ -n "$lines" ]
}

# The words of its check.
eval "set -- $BEV_CHECK"
trap '[ -z "$asking" ] || { kill "$asking" && wait "$asking"; } 2>/dev/null' EXIT

begun=$(date +%s) waited=0 next=5 asking= limited= excused= allowed=0 why=
while :; do
  [ -n "$limited" ] || { docker update --pids-limit "$BEV_PIDS" "$BEV_CONTAINER" >/dev/null 2>&1 && limited=1; }
  state=$(docker inspect --format '{{with .State}}{{.Status}} {{.ExitCode}} {{.OOMKilled}} {{with .Health}}{{.Status}} {{.FailingStreak}}{{else}}none 0{{end}}{{end}} {{.RestartCount}} {{with .Config.Healthcheck}}{{.Retries}}{{else}}0{{end}}{{with .State.Health}}{{range .Log}}
{{json .Start}} {{.ExitCode}} {{printf "%q" .Output}}{{end}}{{end}}' "$BEV_CONTAINER") || exit 1
  examine <<END
$state
END
  if [ "$limited $status" = "1 running" ]; then
    [ "$check" != healthy ] || exit 0
    ! passes_now "$@" || exit 0
  fi
  [ "$restarts" -ge 5 ] && break
  case $status in exited | dead) why=", it ended with code $code and will not start again" && break ;; esac
  if [ "$check" = unhealthy ] && [ "$failed" -ge "$retries" ]; then
    count_others_starting
    if [ "$others" -gt 0 ] || { [ -n "$BEV_RECOVERS" ] && logs_since "$since"; }; then
      excused=${last%% *}
    else
      why=", its check failed $failed times" && break
    fi
  fi
  waited=$(($(date +%s) - begun))
  if [ "$waited" -ge $((BEV_SECONDS + 240 * allowed)) ]; then
    count_others_starting
    [ "$others" -gt "$allowed" ] || { why=", the wait ended after $waited s" && break; }
    allowed=$others
  fi
  # Each look is a connection to the node, and before the next question there is little to see.
  pause=1
  [ -n "$asking" ] || [ "$waited" -ge "$next" ] || pause=$((next - waited))
  sleep "$pause"
done

if [ -n "$why" ]; then
  [ -n "$limited" ] || why="$why, its process limit cannot be set"
  last=${last#* }
  [ -z "$last" ] || why="$why, the last check ended with code ${last%% *}: $(printf %.200s "${last#* }")"
fi
[ "$memory" = false ] || why="$why, it ran out of memory"
printf '%s\n' "$BEV_CONTAINER is not live: it is $status, its check says $check, it was restarted $restarts times$why; last 20 log lines:" >&2
docker logs --tail 20 "$BEV_CONTAINER" >&2
exit 1