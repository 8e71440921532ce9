/** Puts PostgreSQL back to a second, of a base backup and the WAL that another node pulled (ADR-0028). */
import { setTimeout as sleep } from "node:timers/promises";
import { catalog } from "../../src/catalog/index.ts";
import { UserError } from "../../src/lib/error.ts";
import { containerName } from "../../src/lib/names.ts";
import {
  pullsFrom,
  recoveredScript,
  recoverScript,
} from "../../src/software/postgres/point-in-time.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { lastLines, pipePrograms, runProgram } from "../command.ts";
import { sizeText } from "./ages.ts";
import { ask, emptyingSteps, finishingStep } from "./restore.ts";
import type { Restored, RestoreTarget } from "./restore.ts";

/** The container that pulls the WAL of a service, and its Engine. */
export interface WalKeeper {
  node: string;
  host: string;
  container: string;
}

export interface PointStep {
  title: string;
  /** `report` shows how far it is. */
  work: (report: (detail: string) => void) => Promise<void>;
}

/** What the keeper has for a point in time, found whole. */
export interface Point {
  /** As PostgreSQL writes it, in UTC; or "newest". */
  at: string;
  /** The newest commit; only where the point is "newest". */
  until?: string;
  base: string;
  /** When the base was made. */
  finished: string;
  /** Processor and major version of the server that it was made of. */
  machine: string;
  /** WAL segments from the base to the point. */
  first: string;
  last: string;
  bytes: number;
}

/** In milliseconds since 1970. */
export function timeOfPoint({ at, until }: Point): number {
  return Date.parse(`${(until ?? at).replace(" ", "T")}Z`);
}

const SCRIPT = "/etc/bev/point-in-time.sh";
const POLL_MS = 2000;
const TELL_MS = 1000;

/** Undefined where nobody pulls the WAL of the service. */
export function walKeeperOf(
  service: string,
  configs: ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>,
): WalKeeper | undefined {
  const row = catalog.find((one) => pullsFrom(one, service));
  const config = row && configs.get(row.node);
  return (
    config && {
      ...{ node: row.node, host: config.node.host },
      container: containerName(config.prefix, row.name),
    }
  );
}

/**
 * @param time in milliseconds since 1970, or all that was pulled
 * @throws UserError where the keeper has no whole base before it, or no whole WAL up to it
 */
export async function pointAt(
  { host, container }: WalKeeper,
  time: number | "newest",
): Promise<Point> {
  const at =
    time === "newest" ? time : new Date(time).toISOString().replace("T", " ").replace("Z", "000");
  const args = ["exec", container, "sh", SCRIPT, "choose", at];
  const { code, stdout, stderr } = await runProgram("docker", args, { env: { DOCKER_HOST: host } });
  if (code !== 0) throw new UserError(lastLines(stderr));
  const said = new Map(
    stdout
      .trim()
      .split("\n")
      .map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]),
  );
  const of = (name: string) => said.get(name) ?? "";
  const until = said.get("until");
  return {
    ...(until !== undefined && { until }),
    ...{ at, base: of("base"), finished: of("finished"), machine: of("machine") },
    ...{ first: of("first"), last: of("last"), bytes: Number(of("bytes")) },
  };
}

/**
 * Files of a server go with its processor and its version.
 * @throws UserError where the base is of another
 */
export async function checkMachine(target: RestoreTarget, { machine }: Point): Promise<void> {
  const script = `echo "$(uname -m) $(postgres --version | sed 's/.* \\([0-9]*\\)[.].*/\\1/')"`;
  const found = await ask(
    target,
    ...["run", "--rm", "--network=none", "--cap-drop=ALL", "--label=bev.role=restore"],
    ...["--entrypoint=sh", target.image, "-c", script],
  );
  if (found === machine) return;
  throw new UserError(
    `${target.container}: must run on the processor and version of the base backup, ${machine}, is ${found}; ` +
      "restore the SQL backup: add --from-backup",
  );
}

/** @param result is filled as the steps go on */
export function pointSteps(
  target: RestoreTarget,
  keeper: WalKeeper,
  point: Point,
  { service, stamp, result }: { service: string; stamp: string; result: Pick<Restored, "former"> },
): PointStep[] {
  const { container } = target;
  const unpack =
    'tar --extract --file=- --directory="$PGDATA" && cat >/dev/null && pg_verifybackup --quiet --no-parse-wal "$PGDATA"';
  return [
    ...emptyingSteps(target, stamp, result),
    {
      title: `filling ${container} with the base of ${point.finished}`,
      work: (report) =>
        send(keeper, ["base", point.base], target, [unpack], {
          ...{ bytes: point.bytes, report },
        }),
    },
    {
      title: "bringing the WAL after it",
      work: (report) =>
        send(
          keeper,
          ["wal", point.base, point.first, point.last],
          target,
          [recoverScript(), "sh", point.at],
          { report },
        ),
    },
    { title: `recovering to ${point.at}`, work: (report) => recover(target, report) },
    {
      title: "making slots",
      work: async () => {
        const row = catalog.find(({ name }) => name === service);
        await ask(target, "exec", container, "sh", "-c", recoveredScript(row ?? {}));
      },
    },
    finishingStep(target),
  ];
}

/** From one Engine to the other, through this machine; nothing is kept here. */
async function send(
  keeper: WalKeeper,
  what: readonly string[],
  target: RestoreTarget,
  script: readonly string[],
  { bytes, report }: { bytes?: number; report: (detail: string) => void },
): Promise<void> {
  const user = await ask(target, "inspect", "--format", "{{.Config.User}}", target.container);
  const pgdata = target.volumes[0]?.path ?? "";
  let told = 0;
  await pipePrograms(
    ["docker", ["exec", keeper.container, "sh", SCRIPT, ...what], { DOCKER_HOST: keeper.host }],
    [
      "docker",
      [
        ...["run", "--rm", "--interactive", "--network=none", `--user=${user}`, "--cap-drop=ALL"],
        ...["--security-opt=no-new-privileges:true", "--read-only", "--label=bev.role=restore"],
        ...target.volumes.flatMap(({ name, path }) => ["--volume", `${name}:${path}`]),
        ...["--env", `PGDATA=${pgdata}`, "--entrypoint=sh", target.image, "-c", ...script],
      ],
      { DOCKER_HOST: target.host },
    ],
    (sent) => {
      if (Date.now() - told < TELL_MS) return;
      told = Date.now();
      report(sizeText(sent) + (bytes === undefined ? "" : ` of ${sizeText(bytes)}`));
    },
  );
}

/** Until it takes writes. One that ends meanwhile has not reached the time. */
async function recover(target: RestoreTarget, report: (detail: string) => void): Promise<void> {
  const { host, container } = target;
  await ask(target, "start", container);
  const restarts = "{{.RestartCount}} {{.State.Running}}";
  const query =
    'psql --no-psqlrc -qAtX -U "$POSTGRES_USER" -d postgres -c "select pg_is_in_recovery(), pg_last_xact_replay_timestamp()"';
  for (;;) {
    const { code, stdout } = await runProgram("docker", ["exec", container, "sh", "-c", query], {
      env: { DOCKER_HOST: host },
    });
    const [isRecovering, reached = ""] = stdout.trim().split("|");
    if (code === 0 && isRecovering === "f") return;
    if (reached !== "") report(`at ${reached}`);
    if ((await ask(target, "inspect", "--format", restarts, container)) !== "0 true") {
      throw new UserError(
        `${container}: must recover to the time, ends before; see docker --host ${host} logs --tail 50 ${container}`,
      );
    }
    await sleep(POLL_MS);
  }
}
