/** A container's limits, its restart and stop, and its health check. */
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

/** Swap would only hide that memory is short, and a limit without it cannot be enforced. */
export function resourceFindings({ memory, memorySwap, cpus }: ContainerInputs): Finding[] {
  const isLimited = typeof memory === "number" && memory > 0;
  const isDecimal = /^\d+(\.\d+)?$/.test(cpus ?? "");
  return [
    ...(isLimited ? [] : [finding("memory", "above 0 MiB", memory)]),
    ...(isLimited && memorySwap !== memory
      ? [finding("memorySwap", `${String(memory)} as memory`, memorySwap)]
      : []),
    ...(isDecimal && Number(cpus) > 0
      ? []
      : [finding("cpus", 'a number above 0, such as "0.5"', cpus)]),
  ];
}

/** Seconds that a store of data needs to write down what it holds. */
const STORE_GRACE = 60;

export function lifecycleFindings({
  restart,
  destroyGraceSeconds,
  labels,
}: ContainerInputs): Finding[] {
  const isStore = (labels ?? []).some(
    ({ label, value }) =>
      label === "bev.family" && ["database", "queue"].includes(value?.toLowerCase() ?? ""),
  );
  const least = isStore ? STORE_GRACE : 1;
  const grace = destroyGraceSeconds ?? 0;
  return [
    ...(restart === "unless-stopped" ? [] : [finding("restart", '"unless-stopped"', restart)]),
    ...(grace >= least
      ? []
      : [finding("destroyGraceSeconds", `${String(least)} or more`, destroyGraceSeconds)]),
  ];
}

/** MiB of log that one container may keep: more would say that nothing is limited. */
const MOST_LOG = 1024;

const MEBIBYTES = { k: 1 / 1024, m: 1, g: 1024 };

export function logFindings({ logDriver, logOpts }: ContainerInputs): Finding[] {
  const [size, files] = [logOpts?.["max-size"], logOpts?.["max-file"]];
  const [, amount, unit] = /^([1-9]\d*)([kmg])$/.exec(size ?? "") ?? [];
  const isCount = /^[1-9]\d*$/.test(files ?? "");
  const kept = Number(amount) * MEBIBYTES[unit as keyof typeof MEBIBYTES] * Number(files);
  return [
    ...(["json-file", "local"].includes(logDriver ?? "")
      ? []
      : [finding("logDriver", '"json-file" or "local"', logDriver)]),
    ...(amount === undefined ? [finding("logOpts/max-size", 'such as "10m"', size)] : []),
    ...(isCount ? [] : [finding("logOpts/max-file", 'such as "3"', files)]),
    ...(kept > MOST_LOG
      ? [
          finding(
            "logOpts",
            `at most ${String(MOST_LOG)} MiB in all files`,
            `${String(size)} in ${String(files)}`,
          ),
        ]
      : []),
  ];
}

/** Commands that succeed whatever the service does. */
const ALWAYS_GOOD = /^(?:\S*\/)?(?:true|:|exit(?:\s+0)?|echo(?:\s.*)?|sleep(?:\s.*)?)$/s;

/** A failure that the shell forgets: `check || true`. */
const FORGOTTEN = /(?:\|\||;|\n)\s*(?:\S*\/)?(?:true|:|exit(?:\s+0)?)[\s;]*$/;

export function healthFindings({ healthcheck }: ContainerInputs): Finding[] {
  const { tests, interval, timeout, retries } = healthcheck ?? {};
  const [kind, ...command] = tests ?? [];
  if (!["CMD", "CMD-SHELL"].includes(kind ?? "") || command.join("").trim() === "") {
    const found = command.length > 0 ? kind : tests;
    return [finding("healthcheck/tests", '["CMD", …] or ["CMD-SHELL", …]', found)];
  }
  const text = (shellText(kind, command) ?? command.join(" ")).trim();
  // No more of it than the word that makes it so: the rest may hold what no message may tell.
  const idle = ALWAYS_GOOD.test(text) ? text.split(/\s/)[0] : FORGOTTEN.exec(text)?.[0].trim();
  const timings = Object.entries({ interval, timeout, retries }).flatMap(([name, value]) =>
    value && !/^0+[a-z]*$/.test(String(value))
      ? []
      : [finding(`healthcheck/${name}`, "above 0", value)],
  );
  return [
    ...(idle === undefined ? [] : [finding("healthcheck/tests", "a check that can fail", idle)]),
    ...timings,
  ];
}

/** What a shell is to run, where one runs. */
function shellText(kind: string | undefined, command: readonly string[]): string | undefined {
  if (kind === "CMD-SHELL") return command.join(" ");
  const isShell = /(^|\/)(sh|bash|ash|dash)$/.test(command[0] ?? "");
  return isShell && /^-\w*c$/.test(command[1] ?? "") ? (command[2] ?? "") : undefined;
}

/** The last port that needs privileges on a host, as docker-bench counts. */
const LAST_PRIVILEGED = 1024;

const SSH = 22;
const SSHD = /(?<=^|[\s/])sshd(?=\s|$)/;

export function privilegedPortFindings(container: ContainerInputs): Finding[] {
  const { ports, command, entrypoints } = container;
  const [sshd] = SSHD.exec([...(entrypoints ?? []), ...(command ?? [])].join(" ")) ?? [];
  const published = (ports ?? []).flatMap(({ internal, external }, index) => {
    const at = `ports/${String(index)}`;
    if (internal === SSH) {
      return [finding(`${at}/internal`, `other than ${String(SSH)}`, internal, "use docker exec")];
    }
    return external && external <= LAST_PRIVILEGED
      ? [finding(`${at}/external`, `above ${String(LAST_PRIVILEGED)}`, external)]
      : [];
  });
  return [
    ...published,
    ...(sshd ? [finding("command", "without sshd", sshd, "use docker exec")] : []),
  ];
}
