/** Sends a receiver an alert of its own, and reads in Alertmanager's metrics what came of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import { TEST_LABEL } from "../../src/software/alertmanager/names.ts";
import { MANAGER_NODE } from "./alerts.ts";
import { askText } from "./monitor.ts";
import type { Manager, ReceiverState } from "./alerts.ts";

/** `failed` with the reasons that Alertmanager counts by, such as clientError. */
export type Outcome =
  { result: "sent" } | { result: "failed"; reasons: string[] } | { result: "nothing" };

/** By kind: how Alertmanager's metrics call it. */
const INTEGRATIONS: Record<ReceiverState["kind"], string> = {
  slack: "slack",
  email: "email",
  webhook: "webhook",
  pagerduty: "pagerduty",
  sms: "webhook",
};

/** It tries for ten seconds (the route of a test says so), and has to begin. */
const ATTEMPTS = 40;
const PAUSE_MS = 500;
/** One that was refused is tried again until then. */
const ALERT_MS = 30_000;

/** @throws UserError for one that is not there, or lacks its secret */
export function requireReceiver({ receivers }: Manager, name: string): ReceiverState {
  const found = receivers.find((one) => one.name === name);
  if (!found) {
    const names = receivers.map((one) => one.name).join(", ");
    throw new UserError(
      `receiver: must be ${names ? `one of ${names}` : "one of bev:alerts, which has none"}, got ${shown(name)}; ` +
        `Pulumi.${MANAGER_NODE}.yaml has them in bev:alerts`,
    );
  }
  if (found.missing === undefined) return found;
  throw new UserError(
    `${name}: must have its secret to send anything, ${found.missing} is not set; run npx bev secrets set ${found.missing}`,
  );
}

/**
 * Metrics count by kind: while another receiver of the same kind sends, its messages count too.
 * @throws UserError where Alertmanager does not answer
 */
export async function sendTest(manager: Manager, { name, kind }: ReceiverState): Promise<Outcome> {
  const integration = INTEGRATIONS[kind];
  const before = readCounts(await askText(manager, "/metrics"), integration);
  const now = Date.now();
  await askText(manager, "/api/v2/alerts", [
    {
      labels: {
        ...{ alertname: "ReceiverTest", severity: "info" },
        ...{ [TEST_LABEL]: name, test: String(now) },
      },
      annotations: {
        summary: `A test of the receiver ${name}: nothing is wrong`,
        runbook: "docs/operations.md#tell-people",
      },
      endsAt: new Date(now + ALERT_MS).toISOString(),
    },
  ]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await sleep(PAUSE_MS);
    const counts = readCounts(await askText(manager, "/metrics"), integration);
    const outcome = outcomeOf(before, counts);
    if (outcome.result !== "nothing") return outcome;
  }
  return { result: "nothing" };
}

export interface Counts {
  /** Messages that the other side took. */
  taken: number;
  /** By reason: alerts that nobody was told of in the end. */
  failed: Readonly<Record<string, number>>;
}

export function readCounts(metrics: string, integration: string): Counts {
  const counts = { taken: 0, failed: {} as Record<string, number> };
  for (const line of metrics.split("\n")) {
    const [, name = "", labels = "", value] = /^alertmanager_(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (!labels.includes(`integration="${integration}"`)) continue;
    if (name === "notification_requests_total") counts.taken += Number(value);
    if (name === "notification_requests_failed_total") counts.taken -= Number(value);
    if (name === "notifications_failed_total") {
      const [, reason = "other"] = /reason="(\w+)"/.exec(labels) ?? [];
      counts.failed[reason] = (counts.failed[reason] ?? 0) + Number(value);
    }
  }
  return counts;
}

export function outcomeOf(before: Counts, after: Counts): Outcome {
  const reasons = Object.entries(after.failed)
    .filter(([reason, count]) => count > (before.failed[reason] ?? 0))
    .map(([reason]) => reason);
  if (reasons.length > 0) return { result: "failed", reasons };
  return after.taken > before.taken ? { result: "sent" } : { result: "nothing" };
}
