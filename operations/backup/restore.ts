/** Puts a service back to one of its backups: steps that may each run again, also after an interruption. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../src/lib/error.ts";
import { shellScript } from "../../src/lib/shell-script.ts";
import type { SavedService } from "../../src/software/backup/index.ts";
import { dockerOn, runProgram } from "../command.ts";
import type { Agent, Place, Snapshot } from "./agents.ts";

/** Where a restore works, by names of the Engine. */
export interface RestoreTarget extends Place {
  host: string;
  /** Of the service. */
  container: string;
  /** It was deployed for this restore: what it holds need not be kept, and a server is as new as it must be. */
  isNew?: boolean;
  /** Of a cluster: it runs on, keeps what it holds and gets what it lacks. The others would not take one back that is empty. */
  isMember?: boolean;
}

export interface RestorePlan extends RestoreTarget {
  /** The container of the agent that reads backups. */
  agent: string;
  service: string;
  into: "service" | "volume";
  snapshot: Pick<Snapshot, "id" | "facts">;
  /** How long the service may take to become live. */
  patienceMs?: number;
}

export interface Restored {
  /** Volumes with what was there before, by the name of the service's own. */
  former: Record<string, string>;
  /** Lines that differ from what the product said as it was saved; each side without the other's. */
  missing: string[];
  surplus: string[];
  /** Nothing was noted as it was saved. */
  isCompared: boolean;
}

export interface RestoreStep {
  title: string;
  work: () => Promise<void>;
}

const POLL_MS = 2000;
const PATIENCE_MS = 5 * 60_000;
const COPY = shellScript(new URL("copy.sh", import.meta.url));
const EMPTY = shellScript(new URL("empty.sh", import.meta.url));
const EMPTY_NEW = "find /to -mindepth 1 -delete";

/** Of a marker: the volume with what was there before. */
export const FORMER_LABEL = "bev.former";

export function restorePlan(
  { host, container: agent, placeOf }: Agent,
  {
    service,
    container,
    into,
    token,
    alone,
  }: Pick<SavedService, "service" | "container" | "into" | "token" | "alone">,
  saved: RestorePlan["snapshot"],
): RestorePlan {
  // One that needs a token comes back sealed: nobody can ask it what it holds.
  const snapshot = token ? { ...saved, facts: "" } : saved;
  const isMember = into === "service" && alone !== undefined;
  return { ...placeOf(service), host, container, agent, service, into, snapshot, isMember };
}

/**
 * @param stamp names the copies of what is there now
 * @param result is filled as the steps go on
 */
export function restoreSteps(plan: RestorePlan, stamp: string, result: Restored): RestoreStep[] {
  const { container, into, isNew = false, isMember = false } = plan;
  const filler = `${container}_restore`;
  const starting = { title: `starting ${container}`, work: () => startLive(plan) };
  const emptying = isMember ? [] : emptyingSteps(plan, stamp, result);
  const filling =
    into === "volume"
      ? [
          ...emptying,
          { title: `filling the volumes of ${container}`, work: () => fillVolumes(plan, filler) },
          starting,
        ]
      : [
          ...(isNew ? [] : [...emptying, starting]),
          { title: `filling ${container}`, work: () => fill(plan, container) },
        ];
  return [
    ...filling,
    { title: "comparing", work: () => compare(plan, result) },
    finishingStep(plan),
  ];
}

/** The service stands still, and its volumes are empty, after a copy of them where they are not new. */
export function emptyingSteps(
  target: RestoreTarget,
  stamp: string,
  result: Pick<Restored, "former">,
): RestoreStep[] {
  const { container, volumes, isNew = false } = target;
  return [
    {
      title: `stopping ${container}`,
      work: async () => {
        await ask(target, "stop", container);
      },
    },
    ...(isNew ? [] : volumes).map(({ name }) => ({
      title: `copying ${name}`,
      work: async () => {
        result.former[name] = await copyOf(target, name, stamp);
      },
    })),
    ...volumes.map(({ name }) => ({
      title: `emptying ${name}`,
      work: () =>
        inHelper(target, [`${name}:/to`, `${markerOf(name)}:/marker`], isNew ? EMPTY_NEW : EMPTY),
    })),
  ];
}

/** From here on the service is saved again. */
export function finishingStep(target: RestoreTarget): RestoreStep {
  return {
    title: "finishing",
    work: async () => {
      for (const { name } of target.volumes)
        await ask(target, "volume", "rm", "--force", markerOf(name));
    },
  };
}

export function nothingRestored(): Restored {
  return { former: {}, missing: [], surplus: [], isCompared: false };
}

/** A volume that is there while a restore is under way; it knows where the copy is, and whether it is whole. */
export function markerOf(volume: string): string {
  return `${volume}_restoring`;
}

/** What an interrupted restore has copied already is what was there before: it is not copied again. */
async function copyOf(plan: RestoreTarget, volume: string, stamp: string): Promise<string> {
  const known = await labelOf(plan, markerOf(volume));
  const copy = known ?? `${volume}_before_${stamp}`;
  if (known === undefined) {
    await ask(
      plan,
      ...["volume", "create", "--label", `${FORMER_LABEL}=${copy}`, markerOf(volume)],
    );
  }
  await ask(plan, "volume", "create", "--label", `bev.copy-of=${volume}`, copy);
  await inHelper(plan, [`${volume}:/from:ro`, `${copy}:/to`, `${markerOf(volume)}:/marker`], COPY);
  return copy;
}

async function labelOf({ host }: RestoreTarget, volume: string): Promise<string | undefined> {
  const format = `{{index .Labels "${FORMER_LABEL}"}}`;
  const options = { env: { DOCKER_HOST: host } };
  const args = ["volume", "inspect", "--format", format, volume];
  const { code, stdout } = await runProgram("docker", args, options);
  return code === 0 ? stdout.trim() : undefined;
}

/** Root, because files keep their owners; without a network, and with nothing but these volumes. */
async function inHelper(
  plan: RestoreTarget,
  volumes: readonly string[],
  script: string,
): Promise<void> {
  const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER"].map((name) => `--cap-add=${name}`);
  await ask(
    plan,
    ...["run", "--rm", "--network=none", "--user=0:0", "--read-only", "--cap-drop=ALL"],
    ...[...capabilities, "--security-opt=no-new-privileges:true", "--label=bev.role=restore"],
    ...volumes.flatMap((volume) => ["--volume", volume]),
    ...["--entrypoint=sh", plan.image, "-c", script],
  );
}

/** In a container like the service's own, which does nothing itself. */
async function fillVolumes(plan: RestorePlan, filler: string): Promise<void> {
  const { container, host } = plan;
  await runProgram("docker", ["rm", "--force", filler], { env: { DOCKER_HOST: host } });
  const [user = "", hostname = ""] = (
    await ask(plan, "inspect", "--format", "{{.Config.User}} {{.Config.Hostname}}", container)
  ).split(" ");
  const environment = JSON.parse(
    await ask(plan, "inspect", "--format", "{{json .Config.Env}}", container),
  ) as string[] | null;
  await ask(
    plan,
    ...["run", "--detach", "--init", "--name", filler, "--network=none", `--hostname=${hostname}`],
    ...[`--user=${user}`, "--cap-drop=ALL", "--security-opt=no-new-privileges:true"],
    // Without a network nothing knows the container's name, and a Java program asks for its own; it runs what it unpacks.
    ...[`--add-host=${hostname}:127.0.0.1`, "--tmpfs=/tmp:rw,exec,mode=1777,size=256m"],
    "--label=bev.role=restore",
    ...(environment ?? []).flatMap((variable) => ["--env", variable]),
    ...["--volumes-from", container, "--entrypoint=sleep", plan.image, "86400"],
  );
  try {
    await fill(plan, filler);
  } finally {
    await runProgram("docker", ["rm", "--force", filler], { env: { DOCKER_HOST: host } });
  }
}

/** From the store straight into the container: nothing of it comes to this machine. */
async function fill(plan: RestorePlan, container: string): Promise<void> {
  const { agent, service, snapshot } = plan;
  await ask(plan, "exec", agent, "backup", "restore", snapshot.id, service, container);
}

async function startLive(plan: RestorePlan): Promise<void> {
  const { container, patienceMs = PATIENCE_MS } = plan;
  await ask(plan, "start", container);
  const end = Date.now() + patienceMs;
  const format = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}";
  for (;;) {
    const state = await ask(plan, "inspect", "--format", format, container);
    if (state === "healthy" || state === "running") return;
    if (Date.now() > end) {
      throw new UserError(
        `${container}: must become live in ${String(patienceMs / 60_000)} minutes, is ${state}; ` +
          `see docker --host ${plan.host} logs --tail 50 ${container}`,
      );
    }
    await sleep(POLL_MS);
  }
}

async function compare(plan: RestorePlan, result: Restored): Promise<void> {
  const saved = linesOf(plan.snapshot.facts);
  if (saved.length === 0) return;
  const found = linesOf(await ask(plan, "exec", plan.agent, "backup", "facts", plan.service));
  result.isCompared = true;
  result.missing = saved.filter((line) => !found.includes(line));
  result.surplus = found.filter((line) => !saved.includes(line));
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

export function ask({ host }: Pick<RestoreTarget, "host">, ...args: string[]): Promise<string> {
  return dockerOn(host, ...args);
}
