/** `bev alerts test` and the count of `bev status`, with a real Alertmanager and a server that takes its messages. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { alertSummary } from "../../../operations/nodes/alert-summary.ts";
import { managerOf } from "../../../operations/nodes/alerts.ts";
import { askText } from "../../../operations/nodes/monitor.ts";
import { requireReceiver, sendTest } from "../../../operations/nodes/receiver-test.ts";
import { renderFiles } from "../../../src/container/rendered-service.ts";
import type { StackConfig } from "../../../src/stack/config/schema.ts";
import { planStack } from "../../../src/stack/plan.ts";
import { ask } from "../../kit/patience.ts";
import { freePort } from "../../kit/processes.ts";
import { extractAlertmanager } from "../../kit/prometheus-tools.ts";
import { trackedConfig } from "../../kit/stack-config.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "bev-alertmanager-"));
const file = (name: string) => path.join(folder, name);
const { PATH } = process.env;

const config: StackConfig = {
  ...trackedConfig("oracle1"),
  alerts: {
    hook: { kind: "webhook", severities: ["critical"] },
    text: { kind: "sms", severities: ["critical"] },
  },
  secrets: { "alertmanager/webhook-url": 1, "alertmanager/sms-url": 1 },
};
const manager = managerOf(config);

/** What the server answers, and what it was sent: path and receiver. */
let status = 200;
let sent: string[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const { receiver } = JSON.parse(body) as { receiver: string };
    sent.push(`${request.url ?? ""} ${receiver}`);
    response.writeHead(status).end();
  });
});
let alertmanager: ChildProcess;

/** Runs here what would run in the container. */
const DOCKER = `#!/bin/bash
shift 2
exec "\${@//127.0.0.1:9093/$BEV_TEST_MANAGER}"
`;

beforeAll(async () => {
  await extractAlertmanager(folder);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const name of ["webhook-url", "sms-url"]) {
    writeFileSync(file(name), `http://127.0.0.1:${String(port)}/${name}`);
  }
  const plan = planStack("oracle1", config);
  const service = plan.services.find(({ name }) => name === "alertmanager");
  const [rendered] = service ? renderFiles(service, plan) : [];
  const content = rendered?.content.replaceAll("/run/secrets", "") ?? "";
  writeFileSync(file("alertmanager.yml"), content);
  writeFileSync(file("docker"), DOCKER, { mode: 0o755 });
  const address = `127.0.0.1:${String(await freePort())}`;
  process.env["PATH"] = [folder, PATH].join(path.delimiter);
  process.env["BEV_TEST_MANAGER"] = address;
  // It reads its templates below /usr/share.
  alertmanager = spawn(
    "unshare",
    [
      ...["--map-root-user", `--root=${folder}`, "/usr/bin/prometheus-alertmanager"],
      ...["--config.file=/alertmanager.yml", "--storage.path=/data"],
      ...[`--web.listen-address=${address}`, "--cluster.listen-address="],
    ],
    { stdio: "ignore" },
  );
  const isUp = () =>
    askText(manager, "/-/ready").then(
      () => true,
      () => false,
    );
  expect(await ask(isUp, (up) => up, 0.5)).toBe(true);
});

afterAll(async () => {
  process.env["PATH"] = PATH;
  delete process.env["BEV_TEST_MANAGER"];
  if (alertmanager.exitCode === null) {
    alertmanager.kill("SIGKILL");
    await once(alertmanager, "exit");
  }
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  status = 200;
  sent = [];
});

it.each([
  ["hook", "/webhook-url test-hook"],
  ["text", "/sms-url test-text"],
])("a test of %s comes to it, and to no other", async (name, request) => {
  expect(await sendTest(manager, requireReceiver(manager, name))).toEqual({ result: "sent" });
  expect(sent).toEqual([request]);
});

it("a second test is sent too", async () => {
  await sendTest(manager, requireReceiver(manager, "hook"));
  await sendTest(manager, requireReceiver(manager, "hook"));
  expect(sent).toHaveLength(2);
});

it.each([
  [404, /^clientError$/],
  [500, /^(serverError|contextDeadlineExceeded)$/],
])("a test that is answered with %d has failed, and says why", async (answer, reason) => {
  status = answer;
  const outcome = await sendTest(manager, requireReceiver(manager, "hook"));
  const reasons = [expect.stringMatching(reason)] as unknown;
  expect(outcome).toEqual({ result: "failed", reasons });
});

it("a critical alert is sent to all who want it, and counted", async () => {
  const labels = { alertname: "RedisDown", severity: "critical", node: "thanos" };
  await askText(manager, "/api/v2/alerts", [
    { labels: { ...labels, service: "redis-thanos", family: "database" } },
  ]);
  expect(await alertSummary(() => Promise.resolve(config))).toBe(
    "1 critical; Prometheus sends none",
  );
  const told = () => sent.filter((one) => one.endsWith(" critical-database")).sort();
  expect(await ask(told, ({ length }) => length === 2)).toEqual([
    "/sms-url critical-database",
    "/webhook-url critical-database",
  ]);
});
