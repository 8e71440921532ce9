/** ORACLE1's monitoring ends: THANOS' tells people, which it did not before, and is quiet again after its return. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { parse, stringify } from "yaml";
import { answered } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const STANDBY = "alertmanager-thanos";
const WATCHED = ["prometheus", "alertmanager"];
/** This machine, as the lab's nodes reach it. */
const MACHINE = "100.64.0.1";
/** On the node, as `bev up` delivered it; Alertmanager has it bound. */
const file = path.join(
  lab.directory,
  ".bev/lab/stacks/data/thanos",
  STANDBY,
  "live/alertmanager.yml",
);

interface Message {
  status: "firing" | "resolved";
  alerts: { labels: { alertname: string; node: string } }[];
}

/** `alert status` of what THANOS has told. */
const told: string[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const { status, alerts } = JSON.parse(body) as Message;
    told.push(...alerts.map(({ labels }) => `${labels.alertname} ${status}`));
    response.end();
  });
});
let rendered = "";

/** Instead of a secret of people and an update: the routes stay as they are. */
async function tell(content: string): Promise<void> {
  writeFileSync(file, content);
  await lab.exec("thanos", STANDBY, "wget", "-q", "-O", "-", "--post-data=", url("/-/reload"));
}

function url(part: string): string {
  return `http://127.0.0.1:9093${part}`;
}

/** By name, whether THANOS' Alertmanager holds an alert back. */
async function heldBack(): Promise<Record<string, boolean>> {
  const answer = await lab.exec("thanos", STANDBY, "wget", "-q", "-O", "-", url("/api/v2/alerts"));
  const alerts = JSON.parse(answer) as {
    labels: { alertname: string };
    status: { inhibitedBy: string[] };
  }[];
  return Object.fromEntries(
    alerts.map(({ labels, status }) => [labels.alertname, status.inhibitedBy.length > 0]),
  );
}

beforeAll(async () => {
  server.listen(0, MACHINE);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  rendered = readFileSync(file, "utf8");
  const config = parse(rendered) as { receivers: { name: string }[] };
  const webhook_configs = [{ url: `http://${MACHINE}:${String(port)}/`, send_resolved: true }];
  const receivers = config.receivers.map(({ name }) =>
    name === "watchdog" ? { name } : { name, webhook_configs },
  );
  await tell(stringify({ ...config, receivers }));
});

putBack(async () => {
  await lab.docker("oracle1", "start", ...WATCHED.map(containerOf));
  await tell(rendered);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it("holds back what fires while ORACLE1 tells people", async () => {
  const labels = { alertname: "RedisDown", severity: "critical", node: "thanos", service: "redis" };
  const endsAt = new Date(Date.now() + 20 * 60_000).toISOString();
  const alerts = JSON.stringify([{ labels: { ...labels, family: "database" }, endsAt }]);
  const post = ["--header", "Content-Type: application/json", "--post-data", alerts];
  const to = url("/api/v2/alerts");
  await lab.exec("thanos", STANDBY, "wget", "-q", "-O", "-", ...post, to);
  const found = await ask(heldBack, (all) => "PrimaryMonitors" in all && all["RedisDown"] === true);
  expect(found).toMatchObject({ PrimaryMonitors: false, RedisDown: true });
  // A reload may repeat what has fired for long before it hears of what holds it back (ADR-0022).
  expect(told).not.toContain("RedisDown firing");
});

it("tells that ORACLE1 is silent, and then of what fires", async () => {
  await lab.docker("oracle1", "stop", ...WATCHED.map(containerOf));
  const stopped = Date.now();
  await ask(
    () => told,
    (all) => all.includes("WatchdogSilent firing"),
    5,
  );
  const seconds = Math.round((Date.now() - stopped) / 1000);
  process.stdout.write(`the silence was told after ${String(seconds)} s\n`);
  expect(told).toContain("WatchdogSilent firing");
  await ask(
    () => told,
    (all) => all.includes("RedisDown firing"),
  );
  expect(told).toContain("RedisDown firing");
});

it("is what bev asks meanwhile", async () => {
  const { output } = await answered(lab.bev("alerts", "--lab"));
  expect(output).toMatch(/^critical +WatchdogSilent +oracle1 /m);
  expect(output).toContain("thanos/alertmanager-thanos is asked instead");
  const status = await answered(lab.bev("status", "--lab"));
  expect(status.stdout).toMatch(
    /alerts that fire: \d+ critical.*thanos\/alertmanager-thanos is asked instead$/m,
  );
});

it("is quiet again once ORACLE1 is back", async () => {
  await lab.docker("oracle1", "start", ...WATCHED.map(containerOf));
  await ask(
    () => told,
    (all) => all.includes("WatchdogSilent resolved"),
    8,
  );
  expect(told).toContain("WatchdogSilent resolved");
  const found = await ask(heldBack, (all) => all["RedisDown"] === true);
  expect(found).toMatchObject({ PrimaryMonitors: false, RedisDown: true });
});
