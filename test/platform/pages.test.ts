/** What goes wrong in the lab, and what a person is told of it: one alert with its runbook, in time, and its end. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { softwareOf } from "../../src/software/index.ts";
import { ruleSets } from "../../src/software/prometheus/rules.ts";
import { answered, succeeded } from "../kit/engine.ts";
import { lab } from "../kit/lab.ts";
import * as faults from "../kit/lab-faults.ts";
import type { LabFault } from "../kit/lab-faults.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";
import { runbookSections } from "../kit/runbooks.ts";
import { Webhook } from "../kit/webhook.ts";

/** This machine, as the lab's nodes reach it. */
const MACHINE = "100.64.0.1";
const SECRET = "alertmanager/webhook-url";
/** What a page may take beyond the time that its expression must hold. */
const DELIVERY_SECONDS = 60;

const webhook = new Webhook();
const forSeconds: Record<string, number> = {};

/** A drill, and the only page that may come of it. */
interface Drill {
  what: string;
  fault: LabFault;
  page: string;
}

function drill(
  what: string,
  fault: LabFault,
  node: NodeName,
  service: string,
  alert: string,
): Drill {
  return { what, fault, page: `${alert} ${node}/${service}` };
}

const named = ({ alert, node, service }: { alert: string; node: string; service: string }) =>
  `${alert} ${node}/${service}`;
const pagesOf = (status: "firing" | "resolved") =>
  webhook.pages.filter((page) => page.status === status);

beforeAll(async () => {
  // Half an hour is too long for a test.
  lab.change({ alerts: { NodeDiskFillsInHours: { for: "1m" } } });
  const services = catalog.map((row) => resolveService(row));
  const alerts = Object.values(ruleSets({ services, others: [], softwareOf })).flatMap(
    (set) => set.alerts,
  );
  for (const { name, for: time } of alerts) forSeconds[name] = secondsOf(time);
  forSeconds["NodeDiskFillsInHours"] = 60;

  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-pages-")), "url");
  writeFileSync(file, await webhook.listen(MACHINE));
  await lab.up("oracle1");
  await answered(lab.bev("secrets", "set", SECRET, "--file", file, "--lab"));
  const receiver = { kind: "webhook", severities: ["critical", "warning"] };
  await configure(JSON.stringify({ drill: receiver }));
  // What fires before any drill is no answer to one.
  await succeeded(lab.bev("alerts", "test", "drill", "--lab"));
  await ask(
    () => pagesOf("firing").length,
    (count) => count > 0,
  );
});

putBack(async () => {
  webhook.close();
  await lab.bev("secrets", "unset", SECRET, "--lab");
  lab.change();
  await lab.up("oracle1");
});

async function configure(alerts: string): Promise<void> {
  const set = ["config", "set", "bev:alerts", alerts, "--stack", "oracle1"];
  await succeeded(lab.pulumi(...set));
  await succeeded(lab.pulumi("up", "--yes", "--skip-preview", "--stack", "oracle1"));
}

function secondsOf(text: string): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };
  return Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? Number.NaN);
}

/** All at once: what one of them makes of another would be a page too many. */
function drills(all: readonly Drill[], alsoOff: LabFault[] = []): void {
  const began = new Map<string, number>();
  let known: ReadonlySet<string>;

  beforeAll(async () => {
    known = new Set(webhook.pages.map(named));
    await Promise.all(
      [
        ...all.map(({ fault, page }) => ({ fault, page })),
        ...alsoOff.map((fault) => ({ fault, page: "" })),
      ].map(async ({ fault, page }) => {
        await fault.begin();
        began.set(page, Date.now());
      }),
    );
    const told = () => new Set(pagesOf("firing").map(named));
    await ask(told, (names) => all.every(({ page }) => names.has(page)), 6);
  });

  it.each(all)("tells of $what in time, with a runbook that is there", ({ page }) => {
    const found = pagesOf("firing").find((one) => named(one) === page);
    const [alert = ""] = page.split(" ");
    const took = ((found?.at ?? Number.NaN) - (began.get(page) ?? Number.NaN)) / 1000;
    expect(took).toBeLessThan((forSeconds[alert] ?? 0) + DELIVERY_SECONDS);
    expect(runbookSections()).toContain(found?.runbook);
  });

  it("tells of nothing else", () => {
    const wanted = all.map(({ page }) => page);
    const told = pagesOf("firing")
      .map(named)
      .filter((page) => !known.has(page));
    expect([...new Set(told)].sort()).toEqual(wanted.sort());
  });

  it("tells that it is over", async () => {
    await Promise.all([...all.map(({ fault }) => fault), ...alsoOff].map((fault) => fault.end()));
    const over = () => new Set(pagesOf("resolved").map(named));
    const seen = await ask(over, (names) => all.every(({ page }) => names.has(page)), 12);
    expect([...seen]).toEqual(expect.arrayContaining(all.map(({ page }) => page)));
  });
}

describe("many faults, while STARLORD is switched off", () => {
  drills(
    [
      drill(
        "PostgreSQL that is killed",
        faults.stopped("thanos", "postgres"),
        "thanos",
        "postgres",
        "PostgresDown",
      ),
      drill("a sealed Vault", faults.sealedVault, "oracle1", "vault", "VaultSealed"),
      drill(
        "a certificate near its end",
        faults.certificateEnding("thanos", "rabbitmq-2"),
        "thanos",
        "rabbitmq-2",
        "CertificateEndsVerySoon",
      ),
      drill(
        "a disk that fills",
        faults.fullDisk("oracle1"),
        "oracle1",
        "node-exporter",
        "NodeDiskFillsInHours",
      ),
      drill(
        "a log store that is stopped",
        faults.stopped("oracle1", "log-aggregation"),
        "oracle1",
        "log-aggregation",
        "TargetDown",
      ),
    ],
    [faults.switchedOff("starlord")],
  );
});
