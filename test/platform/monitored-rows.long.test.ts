/** Services come and go: monitoring takes and leaves them while it runs, and no container of it is touched. */
import { beforeAll, expect, it } from "@jest/globals";
import { isDeepStrictEqual } from "node:util";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { containerExporter } from "../../src/software/container-exporter/index.ts";
import { answered } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { asked, seriesOf, valuesOf } from "../kit/prometheus.ts";
import { putBack } from "../kit/put-back.ts";

const STACKS = ["oracle1", "thanos", "starlord"] as const;
const DISABLED = "gpu-exporter";
/** Nothing but a row: no file, rule, panel or route of it is written anywhere. */
const ADDED: ServiceSpec = {
  ...{ name: "test-added", node: "starlord", family: "dev" },
  ports: [{ container: 8099, purpose: "metrics" }],
  metrics: { job: "test-added", purpose: "metrics" },
  resources: { cpu: 0.1, memory: 64 },
};

async function scrapedJobs(): Promise<string[]> {
  const { activeTargets } = await asked<{ activeTargets: { labels: { job: string } }[] }>(
    "targets?state=active",
  );
  return activeTargets.map(({ labels }) => labels.job);
}

/** Which containers of the family run on every node, and since when. */
async function livesOfMonitoring(): Promise<string[]> {
  const all = (await Promise.all(STACKS.map((node) => lab.containers(node)))).flat();
  return all
    .filter(({ Config }) => {
      const labels = Config["Labels"] as Record<string, string>;
      return labels["bev.family"] === "monitoring" && labels["bev.service"] !== DISABLED;
    })
    .map(({ Id, State }) => `${Id} ${State.StartedAt}`)
    .sort();
}

/** How many containers of the added one's family and node the panel of them shows. */
async function drawn(): Promise<number> {
  const panels = containerExporter.metrics?.panels ?? [];
  const panel = panels.find(({ title }) => title === "Containers that run");
  const [expr = ""] = Object.values(panel?.series ?? {});
  const { node, family } = ADDED;
  const series = await seriesOf(expr);
  return series.find(({ labels }) => isDeepStrictEqual(labels, { node, family }))?.value ?? NaN;
}

let lives: string[];
let drawnBefore: number;

beforeAll(async () => {
  lives = await livesOfMonitoring();
  drawnBefore = await drawn();
  lab.change({ rows: { [DISABLED]: { disabled: "a test of the platform" } }, added: [ADDED] });
  await lab.up(...STACKS);
}, 10 * 60_000);

putBack(async () => {
  lab.change();
  await lab.up(...STACKS);
});

it("no longer asks a target whose row is disabled", async () => {
  const jobs = await ask(scrapedJobs, (found) => !found.includes(DISABLED));
  expect(jobs).not.toContain(DISABLED);
  expect(jobs).toContain("node-exporters");
});

it("asks, judges, draws and keeps the logs of a service of which there is a row", async () => {
  const { name } = ADDED;
  const figure = async (expr: string) => (await valuesOf(expr))[name];
  expect(await ask(() => figure("up"), Boolean)).toBe(1);
  const shown = () => answered(lab.bev("logs", name, "--lab"));
  const fromStore = `from the log store: starlord/${name}`;
  expect((await ask(shown, ({ output }) => output.includes(fromStore))).output).toContain(
    fromStore,
  );
  expect(await ask(drawn, (count) => count > drawnBefore)).toBe(drawnBefore + 1);
  const alerts = containerExporter.metrics?.alerts ?? [];
  const down = alerts.find((alert) => alert.name === "ContainerDown")?.expr ?? "";
  await lab.docker("starlord", "stop", containerOf(name));
  expect(
    await ask(
      () => figure(down),
      (value) => value !== undefined,
    ),
  ).toBe(0);
  await lab.docker("starlord", "start", containerOf(name));
});

it("touches no container of its own for it", async () => {
  expect(await livesOfMonitoring()).toEqual(lives);
});
