/** The files of Prometheus and Alertmanager as ORACLE1 gets them, told by the programs that read them. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { families } from "../../../src/catalog/families.ts";
import { severities } from "../../../src/catalog/severities.ts";
import { RECEIVER_SECRETS } from "../../../src/catalog/receivers.ts";
import type { Receivers } from "../../../src/catalog/receivers.ts";
import { renderFiles } from "../../../src/container/rendered-service.ts";
import { TEST_LABEL } from "../../../src/software/alertmanager/names.ts";
import { planStack } from "../../../src/stack/plan.ts";
import { root, run } from "../../kit/engine.ts";
import { toolFile } from "../../kit/prometheus-tools.ts";
import { trackedConfig } from "../../kit/stack-config.ts";

/** test/golden.test.ts holds them to what is rendered. */
const goldens = path.join(root, "test", "golden", "config", "oracle1");
const ALERTMANAGER = path.join(goldens, "alertmanager", "alertmanager.yml");

const check = {
  "prometheus.yml": ["promtool", "check", "config"],
  "rules.yml": ["promtool", "check", "rules"],
  "alertmanager.yml": ["amtool", "check-config"],
} as const;
type File = keyof typeof check;

/** The exit code for the files of a node, one of them changed. */
async function codeFor(file: File, from = "", to = ""): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bev-config-"));
  try {
    for (const service of ["prometheus", "alertmanager"]) {
      cpSync(path.join(goldens, service), folder, { recursive: true });
    }
    const text = readFileSync(path.join(folder, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(path.join(folder, file), text.replace(from, to));
    const [tool, ...args] = check[file];
    return (await run(toolFile(tool), [...args, file], { cwd: folder })).code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the rendered files", () => {
  it.each(Object.keys(check) as File[])("%s is taken", async (file) => {
    expect(await codeFor(file)).toBe(0);
  });

  it.each<[File, string, string, string]>([
    ["prometheus.yml", "an unknown setting", "scrape_interval", "scrape_intervall"],
    ["prometheus.yml", "two jobs of one name", "job_name: auto-recovery", "job_name: alertmanager"],
    ["prometheus.yml", "rules that are not there", "- rules.yml", "- other.yml"],
    ["prometheus.yml", "a time without a unit", "15s", "15"],
    ["rules.yml", "an expression without an end", "vector(1)", "vector(1"],
    ["rules.yml", "two groups of one name", "name: bev\n", "name: platform\n"],
    ["rules.yml", "a label that no template knows", "{{ $labels.node }}", "{{ $label.node }}"],
    ["rules.yml", "an unknown setting", "annotations:", "annotation:"],
    [
      "alertmanager.yml",
      "a receiver that is not there",
      "receiver: critical\n",
      "receiver: other\n",
    ],
    ["alertmanager.yml", "an unknown setting", "group_by", "groups"],
    ["alertmanager.yml", "a matcher without an operator", 'severity="critical"', "severity"],
    ["alertmanager.yml", "two receivers of one name", "name: warning\n", "name: critical\n"],
  ])("%s with %s is refused", async (file, _, from, to) => {
    expect(await codeFor(file, from, to)).not.toBe(0);
  });
});

describe("the standby's", () => {
  const folder = path.join(goldens, "..", "thanos");
  const manager = path.join(folder, "alertmanager-thanos", "alertmanager.yml");

  it.each<[File, string]>([
    ["prometheus.yml", "prometheus-thanos"],
    ["rules.yml", "prometheus-thanos"],
    ["alertmanager.yml", "alertmanager-thanos"],
  ])("%s is taken", async (file, service) => {
    const [tool, ...args] = check[file];
    const cwd = path.join(folder, service);
    expect((await run(toolFile(tool), [...args, file], { cwd })).code).toBe(0);
  });

  it.each([
    [
      { severity: "critical", family: "monitoring", alertname: "WatchdogSilent" },
      "critical-monitoring",
    ],
    [{ severity: "info", family: "monitoring", alertname: "PrimaryMonitors" }, "watchdog"],
    [{ severity: "info", family: "monitoring", alertname: "Watchdog" }, "watchdog"],
    [{ severity: "warning", family: "database", alertname: "RedisDown" }, "warning-database"],
  ])("Alertmanager sends %j to %s", async (labels, receiver) => {
    expect(await receiverOf(labels, manager)).toBe(receiver);
  });
});

describe("Alertmanager sends", () => {
  it.each(severities)("%s of every family to its own receiver", async (severity) => {
    for (const family of families) {
      expect(await receiverOf({ severity, family })).toBe(`${severity}-${family}`);
    }
  });

  it.each([
    [{ severity: "critical", family: "unknown" }, "critical"],
    [{ severity: "urgent", family: "database" }, "unrouted"],
    [{ severity: "info", family: "monitoring", alertname: "Watchdog" }, "watchdog"],
  ])("%j to %s", async (labels, receiver) => {
    expect(await receiverOf(labels)).toBe(receiver);
  });
});

/** One of each kind. */
const RECEIVERS: Receivers = {
  chat: { kind: "slack", channel: "#alerts", severities: ["critical", "warning"] },
  post: {
    ...{ kind: "email", to: "ops@example.org", from: "bev@example.org" },
    ...{ smarthost: "mail.example.org:587", severities: ["info"], families: ["database"] },
  },
  hook: { kind: "webhook", severities: ["info"] },
  pager: { kind: "pagerduty", severities: ["critical"] },
  text: { kind: "sms", severities: ["critical"] },
};

describe("with a receiver of each kind", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bev-receivers-"));
  const file = path.join(folder, "alertmanager.yml");

  beforeAll(() => {
    const config = trackedConfig("oracle1");
    const secrets = Object.values(RECEIVER_SECRETS).map((name) => [`alertmanager/${name}`, 1]);
    const given = {
      alerts: RECEIVERS,
      secrets: Object.fromEntries(secrets) as Record<string, number>,
    };
    const plan = planStack("oracle1", { ...config, ...given });
    const service = plan.services.find(({ name }) => name === "alertmanager");
    const [rendered] = service ? renderFiles(service, plan) : [];
    writeFileSync(file, rendered?.content ?? "");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("Alertmanager takes the file, and names each way in it", async () => {
    const { code, stdout } = await run(toolFile("amtool"), ["check-config", file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/SUCCESS/);
    expect(
      readFileSync(file, "utf8")
        .match(/\w+_file: .*/g)
        ?.sort(),
    ).toEqual(
      expect.arrayContaining([
        "api_url_file: /run/secrets/slack-url",
        "auth_password_file: /run/secrets/email-password",
        "routing_key_file: /run/secrets/pagerduty-key",
        "url_file: /run/secrets/sms-url",
        "url_file: /run/secrets/webhook-url",
      ]),
    );
  });

  it.each(Object.keys(RECEIVERS))("sends a test to %s alone", async (name) => {
    const labels = { alertname: "ReceiverTest", [TEST_LABEL]: name, severity: "critical" };
    expect(await receiverOf(labels, file)).toBe(`test-${name}`);
  });

  it("still sends by severity and family", async () => {
    const labels = { severity: "info", family: "database" };
    expect(await receiverOf(labels, file)).toBe("info-database");
  });
});

async function receiverOf(labels: Record<string, string>, file = ALERTMANAGER): Promise<string> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const args = ["config", "routes", "test", `--config.file=${file}`, ...pairs];
  return (await run(toolFile("amtool"), args)).stdout.trim();
}
