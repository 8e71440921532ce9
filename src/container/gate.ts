/**
 * The gate beside each container: limits its processes, waits until it is live, else shows its last
 * log lines and fails. The docker provider has no pids limit, and its own wait counts only once.
 *
 * It judges by what the checks found and not by the clock, because a busy machine is slow.
 */
import type { Service } from "../catalog/resolve.ts";
import type { Seconds } from "../lib/units.ts";
import { shellScript, shellWord } from "../lib/shell-script.ts";
import { isStateful } from "../rules/services.ts";
import { healthCommand } from "./arguments.ts";

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

const SCRIPT = shellScript(new URL("gate.sh", import.meta.url), {
  state: STATE,
  patience: String(PATIENCE),
}).trim();

interface GatedService extends Pick<Service, "health" | "ports" | "pidsLimit" | "startSeconds"> {
  host: string;
  volumes: readonly { backup: string }[];
}

export function renderGate(
  container: string,
  { host, pidsLimit, startSeconds, volumes, ...check }: GatedService,
): Gate {
  return {
    create: `wait until ${container} is live`,
    interpreter: ["/bin/sh", "-c", SCRIPT],
    environment: {
      BEV_CHECK: healthCommand(check).map(shellWord).join(" "),
      BEV_CONTAINER: container,
      BEV_PIDS: String(pidsLimit),
      // Without data, the former version is put back: the sooner, the better.
      ...(isStateful({ volumes }) && { BEV_RECOVERS: "yes" }),
      BEV_SECONDS: String(startSeconds + PATIENCE),
      DOCKER_HOST: host,
    },
  };
}
