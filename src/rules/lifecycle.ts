/** A container's limits, its restart and stop, and its health check. */
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";
import { idleWord, idleWordOfShell } from "./outcomes.ts";

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

/** What takes longer or is tried more often finds nothing out in time. */
const LONGEST_SECONDS = 3600;
const MOST_RETRIES = 100;

export function healthFindings({ healthcheck }: ContainerInputs): Finding[] {
  const { tests, interval, timeout, startPeriod, retries } = healthcheck ?? {};
  const [kind, ...command] = tests ?? [];
  if (!["CMD", "CMD-SHELL"].includes(kind ?? "") || command.join("").trim() === "") {
    const found = command.length > 0 ? kind : tests;
    return [finding("healthcheck/tests", '["CMD", …] or ["CMD-SHELL", …]', found)];
  }
  // Of a shell's words the first is its text. Nothing more is told than the word that makes it idle:
  // the rest may hold what no message may tell.
  const idle = kind === "CMD" ? idleWord(command) : idleWordOfShell(command[0] ?? "");
  const timings = Object.entries({
    interval,
    timeout,
    // Without one, every failure counts from the start.
    ...(startPeriod && !/^0+[a-z]*$/.test(startPeriod) && { startPeriod }),
  });
  const isCount = typeof retries === "number" && retries >= 1 && retries <= MOST_RETRIES;
  return [
    ...(idle === undefined ? [] : [finding("healthcheck/tests", "a check that can fail", idle)]),
    ...timings.flatMap(([name, value]) =>
      isDuration(value, LONGEST_SECONDS)
        ? []
        : [finding(`healthcheck/${name}`, "above 0 and at most 1h", value)],
    ),
    ...(isCount ? [] : [finding("healthcheck/retries", `1 to ${String(MOST_RETRIES)}`, retries)]),
  ];
}

const SECONDS = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Go's form of a duration, such as 1m30s. */
function isDuration(text: string | null | undefined, most: number): boolean {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text ?? "")) return false;
  const parts = [...(text ?? "").matchAll(/([\d.]+)([a-zµ]+)/g)];
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
  return seconds > 0 && seconds <= most;
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
