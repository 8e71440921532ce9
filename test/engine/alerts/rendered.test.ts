/** The files of Prometheus and Alertmanager as ORACLE1 gets them, told by the programs that read them. */
import { describe, expect, it } from "@jest/globals";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { families } from "../../../src/catalog/families.ts";
import { severities } from "../../../src/software/metrics.ts";
import { root, run } from "../../kit/engine.ts";
import { toolFile } from "../../kit/prometheus-tools.ts";

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

async function receiverOf(labels: Record<string, string>): Promise<string> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const args = ["config", "routes", "test", `--config.file=${ALERTMANAGER}`, ...pairs];
  return (await run(toolFile("amtool"), args)).stdout.trim();
}
