/** Isolates a node, and undoes it: steps that may each run again, also after an interruption. */
import path from "node:path";
import type { Service } from "../../src/catalog/resolve.ts";
import { SERVICE_LABEL } from "../../src/lib/resources.ts";
import { shellScript } from "../../src/lib/shell-script.ts";
import { stampOf } from "../../src/lib/times.ts";
import { startLevels } from "../../src/rules/dependencies.ts";
import { dockerOn } from "../command.ts";
import type { Step } from "../progress.ts";
import { collect, pack } from "./evidence.ts";
import type { Archive } from "./evidence.ts";
import { changeHost, hostOf } from "./host.ts";
import { forgetIsolation, isolationOf, noteIsolation } from "./marker.ts";

const CLOSE = shellScript(new URL("close.sh", import.meta.url));
const OPEN = shellScript(new URL("open.sh", import.meta.url));

export interface IsolationPlan {
  node: string;
  engine: string;
  prefix: string;
  services: readonly Service[];
}

interface Evidence {
  reason: string;
  /** Where the archive goes. */
  folder: string;
  /** An ssh key that signs it. */
  key: string | undefined;
  /** Gets the archive. */
  onPacked: (archive: Archive) => void;
}

/** Evidence first: it is gone once services stop. A key may ask for its passphrase, so that signing comes last. */
export function isolationSteps(plan: IsolationPlan, now: Date, evidence: Evidence): Step[] {
  const { node, engine, prefix } = plan;
  const stamp = stampOf(now);
  const folder = path.join(evidence.folder, `${node}-${stamp}`);
  return [
    {
      title: `collecting evidence of ${node}`,
      work: async (report) => {
        await collect(await hostOf(engine), folder, report);
        return `collected evidence of ${node}`;
      },
    },
    {
      title: `closing ${node}`,
      work: async () => {
        const running = (await containersOf(plan)).map(({ name }) => name);
        const noted = { since: now.toISOString(), reason: evidence.reason, running };
        await noteIsolation(engine, prefix, noted);
        await changeHost(await hostOf(engine), "close its firewall", CLOSE);
        return `closed ${node} to all but ssh`;
      },
    },
    {
      title: `stopping the services of ${node}`,
      work: async (report) => {
        const stopped = await stopAll(plan, report);
        return `stopped ${String(stopped)} containers of ${node}`;
      },
    },
    {
      title: "packing the evidence",
      work: async () => {
        evidence.onPacked(await pack(folder, evidence.key));
        return "packed the evidence";
      },
    },
  ];
}

export function undoSteps(plan: IsolationPlan): Step[] {
  const { node, engine, prefix } = plan;
  return [
    {
      title: `opening ${node}`,
      work: async () => {
        await changeHost(await hostOf(engine), "open its firewall", OPEN);
        return `opened ${node}`;
      },
    },
    {
      title: `starting the services of ${node}`,
      work: async (report) => {
        const { running = [] } = (await isolationOf(engine, prefix)) ?? {};
        await startAll(plan, running, report);
        await forgetIsolation(engine, prefix);
        return `started ${String(running.length)} containers of ${node}`;
      },
    },
  ];
}

interface Running {
  name: string;
  service: string;
}

async function containersOf({ engine }: IsolationPlan, ...filter: string[]): Promise<Running[]> {
  const format = `{{.Names}}\t{{.Label "${SERVICE_LABEL}"}}`;
  const listed = await dockerOn(engine, "container", "ls", ...filter, "--format", format);
  return listed
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [name = "", service = ""] = line.split("\t");
      return { name, service };
    });
}

/** What no row declares stops first, then what nothing depends on. */
async function stopAll(plan: IsolationPlan, report: (detail: string) => void): Promise<number> {
  const running = await containersOf(plan);
  const levels = byLevel(plan, running).reverse();
  for (const names of levels) {
    if (names.length === 0) continue;
    report(names.join(", "));
    await dockerOn(plan.engine, "container", "stop", ...names);
  }
  return running.length;
}

/** A container that was removed meanwhile is not there to be started. */
async function startAll(
  plan: IsolationPlan,
  names: readonly string[],
  report: (detail: string) => void,
): Promise<void> {
  const there = await containersOf(plan, "--all");
  for (const level of byLevel(
    plan,
    there.filter(({ name }) => names.includes(name)),
  )) {
    if (level.length === 0) continue;
    report(level.join(", "));
    await dockerOn(plan.engine, "container", "start", ...level);
  }
}

/** Names of containers by the level of their service; those of no row are of the last. */
function byLevel({ services }: IsolationPlan, containers: readonly Running[]): string[][] {
  const levels = startLevels(services).map((level) => level.map(({ name }) => name));
  const known = new Set(levels.flat());
  const ofNone = containers.filter(({ service }) => !known.has(service));
  return [
    ...levels.map((level) =>
      containers.filter(({ service }) => level.includes(service)).map(({ name }) => name),
    ),
    ofNone.map(({ name }) => name),
  ];
}
