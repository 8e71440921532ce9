/** What goes wrong in the lab, and what a person is told of it: one alert with its runbook, in time, and its end. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { minutesOf } from "../engine/alerts/behaviour.ts";
import { lab } from "../kit/lab.ts";
import {
  certificateEnding,
  crashing,
  cutOff,
  filledDisk,
  outOfMemory,
  sealedVault,
  stopped,
  switchedOff,
} from "../kit/lab-faults.ts";
import type { LabFault } from "../kit/lab-faults.ts";
import { LiveFile } from "../kit/live-file.ts";
import { Pages } from "../kit/pages.ts";
import { ask } from "../kit/patience.ts";
import { valuesOf } from "../kit/prometheus.ts";
import { putBack } from "../kit/put-back.ts";
import { runbookSections } from "../kit/runbooks.ts";

/** What a page may take beyond the time that its expression must hold. */
const DELIVERY_SECONDS = 60;

interface Rule {
  alert?: string;
  expr: string;
  for?: string;
}

/** In the rules of the lab as long as this runs: nobody waits half an hour, or until a range has passed. */
const SHORTER: Record<string, (rule: Rule) => Partial<Rule>> = {
  NodeDiskFillsInHours: () => ({ for: "1m" }),
  ContainerRestartLoop: ({ expr }) => ({ expr: expr.replace("[12m]", "[2m]") }),
  ContainerKilledForMemory: ({ expr }) => ({ expr: expr.replace("[10m]", "[2m]") }),
};

const pages = new Pages("oracle1", "alertmanager");
const rules = new LiveFile("oracle1", "prometheus", "rules.yml", 9090);
const holdSeconds: Record<string, number> = {};
/** What an expression waits for besides: silence is none before it lasts. */
const SILENCE_SECONDS: Record<string, number> = { PostgresReplicaCutOff: 60 };

/** By the only page that may come of it: `alert node/service`. */
type Drills = Readonly<Record<string, LabFault>>;

/** What the cut does besides. */
const ALREADY: LabFault = { begin: () => Promise.resolve(), end: () => Promise.resolve() };

const MANY: Drills = {
  "VaultSealed oracle1/vault": sealedVault,
  "CertificateEndsVerySoon thanos/rabbitmq-2": certificateEnding("thanos", "rabbitmq-2"),
  "NodeDiskFillsInHours oracle1/node-exporter": filledDisk("oracle1"),
  "ContainerDown oracle1/log-aggregation": stopped("oracle1", "log-aggregation"),
  "PostgresReplicaCutOff oracle1/postgres-replica": cutOff("oracle1", "thanos", 5432),
  "HaproxyPrimaryWithoutServer oracle1/postgres-proxy": ALREADY,
  "ContainerRestartLoop thanos/test-crashing": crashing("thanos", "test-crashing"),
  "ContainerKilledForMemory thanos/test-greedy": outOfMemory("thanos", "test-greedy"),
};
/** Of these nobody is told. */
const QUIET = [switchedOff("starlord")];
/** Much depends on it, which is held back. */
const DATABASE: Drills = { "ContainerDown thanos/postgres": stopped("thanos", "postgres") };

/** The nodes of the lab share one kernel, which has one clock and counts what it kills in all of them. */
const OF_ONE_KERNEL = /^Node(OutOfMemoryKill|ClockNotSynchronised) /;

/** What was told before the first drill. */
let known: ReadonlySet<string>;
const began = new Map<string, number>();
const begun: LabFault[] = [];

beforeAll(async () => {
  await pages.begin();
  await rules.change(shortened);
  // What fires already is told once more.
  await sleep(60_000);
  known = new Set(pages.names("firing"));
});

putBack(async () => {
  await Promise.all(begun.map(({ end }) => end()));
  await rules.putBack();
  await pages.end();
});

function shortened(text: string): string {
  const file = parse(text) as { groups: { rules: Rule[] }[] };
  for (const rule of file.groups.flatMap((group) => group.rules)) {
    if (rule.alert === undefined) continue;
    Object.assign(rule, SHORTER[rule.alert]?.(rule));
    const minutes = minutesOf(rule.for ?? "0s");
    holdSeconds[rule.alert] = 60 * minutes + (SILENCE_SECONDS[rule.alert] ?? 0);
  }
  return stringify(file, { lineWidth: 0 });
}

async function begin(drills: Drills, quiet: readonly LabFault[] = []): Promise<void> {
  const all = [...Object.entries(drills), ...quiet.map((fault) => ["", fault] as const)];
  begun.push(...all.map(([, fault]) => fault));
  await Promise.all(
    all.map(async ([page, fault]) => {
      await fault.begin();
      began.set(page, Date.now());
    }),
  );
  await toldAll(drills, "firing", 6);
}

async function end(drills: Drills, quiet: readonly LabFault[] = []): Promise<void> {
  const faults = [...Object.values(drills), ...quiet];
  await Promise.all(
    faults.map(async (fault) => {
      await fault.end();
      begun.splice(begun.indexOf(fault), 1);
    }),
  );
}

async function toldAll(drills: Drills, status: "firing" | "resolved", minutes: number) {
  const isTold = (names: string[]) => Object.keys(drills).every((page) => names.includes(page));
  return ask(() => pages.names(status), isTold, minutes);
}

function expectInTime(page: string): void {
  const found = pages.first(page, "firing");
  const [alert = ""] = page.split(" ");
  const took = ((found?.at ?? Number.NaN) - (began.get(page) ?? Number.NaN)) / 1000;
  expect(took).toBeLessThan((holdSeconds[alert] ?? Number.NaN) + DELIVERY_SECONDS);
  expect(runbookSections()).toContain(found?.runbook);
}

function expectNothingBut(...drills: Drills[]): void {
  const told = pages.names("firing").filter((page) => !known.has(page));
  const wanted = drills.flatMap((all) => Object.keys(all));
  expect(told.filter((page) => !OF_ONE_KERNEL.test(page)).sort()).toEqual(wanted.sort());
}

describe("of many faults at once, while STARLORD is switched off", () => {
  beforeAll(() => begin(MANY, QUIET), 8 * 60_000);

  it.each(Object.keys(MANY))("tells %s in time, with its runbook", expectInTime);

  it("tells nothing else", () => {
    expectNothingBut(MANY);
  });

  it("has what Vault says of itself: it is sealed", async () => {
    expect(await valuesOf("max by (service) (vault_core_unsealed)")).toEqual({ vault: 0 });
  });
});

describe("of a database that is killed", () => {
  beforeAll(async () => {
    await end(MANY, QUIET);
    // What depends on both nodes is whole again before the next one falls.
    await lab.healthy("oracle1", "postgres-replica");
    await begin(DATABASE);
  }, 8 * 60_000);

  it.each(Object.keys(DATABASE))("tells %s in time, with its runbook", expectInTime);

  it("tells nothing of what depends on it", () => {
    expectNothingBut(MANY, DATABASE);
  });
});

it("tells the end of each", async () => {
  await end(DATABASE);
  const all = { ...MANY, ...DATABASE };
  expect(await toldAll(all, "resolved", 4)).toEqual(expect.arrayContaining(Object.keys(all)));
});
