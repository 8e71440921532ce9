/** What fires, what dashboards show, and what monitoring takes while it runs: services come and go, and no container of it is touched. */
import { beforeAll, expect, it } from "@jest/globals";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { containerExporter } from "../../src/software/container-exporter/index.ts";
import { gpuExporter } from "../../src/software/gpu-exporter/index.ts";
import { bev } from "../../src/software/prometheus/bev.ts";
import { answered, succeeded } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { emptyPanels } from "../kit/dashboards.ts";
import { asked, isThere, seriesOf, valuesOf } from "../kit/prometheus.ts";
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

/** As Prometheus does it, for a minute. */
async function fire(labels: Record<string, string>): Promise<void> {
  const endsAt = new Date(Date.now() + 60_000).toISOString();
  const post = ["--header", "Content-Type: application/json", "--post-data"];
  const url = "http://127.0.0.1:9093/api/v2/alerts";
  const alerts = JSON.stringify([{ labels, endsAt }]);
  await lab.exec("oracle1", "alertmanager", "wget", "-q", "-O", "-", ...post, alerts, url);
}

async function listed(): Promise<string> {
  return (await answered(lab.bev("alerts", "--lab"))).stdout;
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

it("sees the web entry, the brokers, Vault and a node's disk as they are", async () => {
  expect(await ask(() => valuesOf("haproxy_backend_active_servers"), isThere("haproxy"))).toEqual({
    haproxy: 1,
    "docker-proxy": 1,
    "postgres-proxy": 1,
    "regional-load-balancer": 1,
  });
  const brokers = ["rabbitmq-1", "rabbitmq-2", "rabbitmq-3"];
  const links = 'count by (service) (erlang_vm_dist_node_state{peer=~"rabbit@.+"} == 3)';
  expect(await ask(() => valuesOf(links), isThere(...brokers))).toEqual(
    Object.fromEntries(brokers.map((name) => [name, 2])),
  );
  expect(await ask(() => valuesOf("probe_http_status_code"), isThere("vault", "haproxy"))).toEqual(
    expect.objectContaining({ vault: 200, haproxy: 200 }),
  );
  const soon = "last_over_time(probe_ssl_earliest_cert_expiry[1d]) - time()";
  const ends = await ask(() => valuesOf(soon), isThere("vault", "kafka-1", ...brokers));
  expect(Object.values(ends).filter((left) => left < 21 * 86_400)).toEqual([]);
  const root = 'node_filesystem_size_bytes{node="oracle1",fstype!="tmpfs"}';
  expect(await ask(() => valuesOf(root), isThere("node-exporter"))).not.toEqual({});
});

it("shows what fires, and keeps it quiet", async () => {
  const alertname = "RedisMemoryNearlyFull";
  await fire({ alertname, severity: "critical", node: "oracle1", service: "redis" });
  expect(await listed()).toMatch(/^critical +RedisMemoryNearlyFull +oracle1\/redis +\S+ +- *$/m);
  const silence = ["silence", alertname, "--node", "oracle1", "--for", "1m", "--reason", "a test"];
  await answered(lab.bev("alerts", ...silence, "--lab"));
  expect(await listed()).toMatch(
    /RedisMemoryNearlyFull +oracle1\/redis +\S+ +silenced until \S+ by \S+: a test/,
  );
});

it("draws a value in each panel of what runs here", async () => {
  // BEV's own services and the graphics card are doubles without metrics.
  const doubles = [...(bev.panels ?? []), ...(gpuExporter.metrics?.panels ?? [])];
  const expected = doubles.map(({ title }) => title);
  const page = path.join(lab.directory, ".bev", "dashboards.html");
  const empty = async () => {
    await succeeded(lab.bev("dashboards", "--lab", "--since", "10m", "--output", page));
    return emptyPanels(page).filter((title) => !expected.includes(title));
  };
  // What is recorded each minute is there a little after the lab.
  expect(await ask(empty, (titles) => titles.length === 0)).toEqual([]);
});
