/**
 * The gate beside each container: limits its processes, waits until it is live, else shows its last
 * log lines and fails. The docker provider has no pids limit, and its own wait counts only once.
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
 * Seconds beyond the start period in which the first good check must come. A store of data may have to
 * recover first, and does not go back to its former version by itself: giving up on it soon gains nothing.
 */
const MARGIN = { stateless: 60, stateful: 240 };

const SCRIPT = `
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
  const margin = isStateful({ volumes }) ? MARGIN.stateful : MARGIN.stateless;
  return {
    create: `wait until ${container} is live`,
    interpreter: ["/bin/sh", "-c", SCRIPT],
    environment: {
      BEV_CONTAINER: container,
      BEV_PIDS: String(pidsLimit),
      BEV_SECONDS: String(startSeconds + margin),
      DOCKER_HOST: host,
    },
  };
}
