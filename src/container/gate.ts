/**
 * The gate beside each container: limits its processes, waits until it is live, else shows its last
 * log lines and fails. The docker provider has no pids limit, and its own wait counts only once.
 *
 * It judges by what the checks found and not by the clock, because a busy machine is slow.
 */
import type { Seconds } from "../lib/units.ts";
import { isStateful } from "../rules/services.ts";

export interface Gate {
  /** The command as a failure names it; what runs is the interpreter's script. */
  create: string;
  interpreter: string[];
  environment: Record<string, string>;
}

/**
 * Seconds after its start period until the gate gives up, and again for each other service that is
 * starting at that time. They end only what hangs, because checks that fail end the wait earlier.
 */
const PATIENCE: Seconds = 240;

/** One line about the container, then one for each of its last checks; Docker remembers five. */
const STATE = [
  "{{with .State}}{{.Status}} {{.ExitCode}} {{.OOMKilled}} ",
  "{{with .Health}}{{.Status}} {{.FailingStreak}}{{else}}none 0{{end}}{{end}} ",
  "{{.RestartCount}} {{with .Config.Healthcheck}}{{.Retries}}{{else}}0{{end}}",
  '{{with .State.Health}}{{range .Log}}\n{{json .Start}} {{.ExitCode}} {{printf "%q" .Output}}',
  "{{end}}{{end}}",
].join("");

const SCRIPT = `
# Counts the checks that failed in a row, without those that timed out and those before $excused.
examine() {
  read -r status code memory check streak restarts retries
  set -- && last= failed=0 since=
  while read -r one; do set -- "$@" "$one" && last=$one; done
  while [ $# -gt "$streak" ]; do shift; done
  for one; do
    start=\${one%% *}
    case \${one#* } in
      '-1 "Health check exceeded timeout'* | '-1 "timed out starting health check'*) ;;
      *) failed=$((failed + 1)) since=\${since:-$start} ;;
    esac
    [ "$start" != "$excused" ] || failed=0 since=
  done
}
count_others_starting() {
  set -- $(docker ps --filter label=bev.stack --filter health=starting --format '{{.Names}}')
  others=$#
  for one; do [ "$one" != "$BEV_CONTAINER" ] || others=$((others - 1)); done
}
# A store that recovers logs how far it is.
logs_since() {
  from=\${1#?} && from=\${from%?}
  lines=$(docker logs --tail 1 --since "$from" "$BEV_CONTAINER" 2>&1) && [ -n "$lines" ]
}

begun=$(date +%s) limited= excused= allowed=0 why=
while :; do
  [ -n "$limited" ] || { docker update --pids-limit "$BEV_PIDS" "$BEV_CONTAINER" >/dev/null 2>&1 && limited=1; }
  state=$(docker inspect --format '${STATE}' "$BEV_CONTAINER") || exit 1
  examine <<END
$state
END
  [ "$limited $status $check" = "1 running healthy" ] && exit 0
  [ "$restarts" -ge 5 ] && break
  case $status in exited | dead) why=", it ended with code $code and will not start again" && break ;; esac
  if [ "$check" = unhealthy ] && [ "$failed" -ge "$retries" ]; then
    count_others_starting
    if [ "$others" -gt 0 ] || { [ -n "$BEV_RECOVERS" ] && logs_since "$since"; }; then
      excused=\${last%% *}
    else
      why=", its check failed $failed times" && break
    fi
  fi
  waited=$(($(date +%s) - begun))
  if [ "$waited" -ge $((BEV_SECONDS + ${String(PATIENCE)} * allowed)) ]; then
    count_others_starting
    [ "$others" -gt "$allowed" ] || { why=", the wait ended after $waited s" && break; }
    allowed=$others
  fi
  sleep 1
done

if [ -n "$why" ]; then
  [ -n "$limited" ] || why="$why, its process limit cannot be set"
  last=\${last#* }
  [ -z "$last" ] || why="$why, the last check ended with code \${last%% *}: $(printf %.200s "\${last#* }")"
fi
[ "$memory" = false ] || why="$why, it ran out of memory"
printf '%s\\n' "$BEV_CONTAINER is not live: it is $status, its check says $check, it was restarted $restarts times$why; last 20 log lines:" >&2
docker logs --tail 20 "$BEV_CONTAINER" >&2
exit 1
`.trim();

interface GatedService {
  host: string;
  pidsLimit: number;
  startSeconds: Seconds;
  volumes: readonly { backup: string }[];
}

export function renderGate(
  container: string,
  { host, pidsLimit, startSeconds, volumes }: GatedService,
): Gate {
  return {
    create: `wait until ${container} is live`,
    interpreter: ["/bin/sh", "-c", SCRIPT],
    environment: {
      BEV_CONTAINER: container,
      BEV_PIDS: String(pidsLimit),
      // Without data, the former version is put back: the sooner, the better.
      ...(isStateful({ volumes }) && { BEV_RECOVERS: "yes" }),
      BEV_SECONDS: String(startSeconds + PATIENCE),
      DOCKER_HOST: host,
    },
  };
}
