/** What Prometheus sees of the services, what fires, and what dashboards show. */
import { expect, it } from "@jest/globals";
import path from "node:path";
import { gpuExporter } from "../../src/software/gpu-exporter/index.ts";
import { bev } from "../../src/software/prometheus/bev.ts";
import { emptyPanels } from "../kit/dashboards.ts";
import { answered, succeeded } from "../kit/engine.ts";
import { lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { isThere, valuesOf } from "../kit/prometheus.ts";

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

it(
  "draws a value in each panel of what runs here",
  async () => {
    // BEV's own services and the graphics card are doubles without metrics.
    const doubles = [...(bev.panels ?? []), ...(gpuExporter.metrics?.panels ?? [])];
    const expected = doubles.map(({ title }) => title);
    const page = path.join(lab.directory, ".bev", "dashboards.html");
    const empty = async () => {
      await succeeded(lab.bev("dashboards", "--lab", "--since", "10m", "--output", page));
      return emptyPanels(page).filter((title) => !expected.includes(title));
    };
    // Of a new lab the first saves, and what is recorded over minutes, take longest.
    expect(await ask(empty, (titles) => titles.length === 0, 10)).toEqual([]);
  },
  15 * 60_000,
);
