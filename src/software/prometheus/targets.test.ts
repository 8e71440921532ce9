/** Which rows Prometheus asks, where, how often, and under which labels. */
import { expect, it } from "@jest/globals";
import { catalog } from "../../catalog/index.ts";
import { resolveService, resolveStack } from "../../catalog/resolve.ts";
import type { Service, ServiceChoice } from "../../catalog/resolve.ts";
import type { ServiceSpec } from "../../catalog/types.ts";
import { softwareOf } from "../index.ts";
import { judgedBy, ruleSets } from "./rules.ts";
import { standbyRules } from "./standby.ts";
import { scrapeJobs } from "./targets.ts";

/** As a Prometheus asks them, ORACLE1's where none is named. */
function jobsOf(
  change: (row: ServiceSpec) => ServiceSpec = (row) => row,
  choices: Record<string, ServiceChoice> = {},
  by: { node: "oracle1" | "thanos"; name: string } = { node: "oracle1", name: "prometheus" },
) {
  const rows = catalog.map(change);
  const services = resolveStack(rows, by.node, choices).filter(({ enabled }) => enabled);
  const service = services.find(({ name }) => name === by.name) as Service;
  return scrapeJobs({
    ...{ service, services, softwareOf },
    others: rows.filter(({ node }) => node !== by.node).map((row) => resolveService(row)),
    addressOf: (stack) => `address-of-${stack}`,
  });
}

const enabled = (name: string) => (row: ServiceSpec) => {
  const { disabled, ...rest } = row;
  return row.name === name ? rest : row;
};
const jobOf = (jobs: ReturnType<typeof jobsOf>, name: string) =>
  jobs.find(({ job_name }) => job_name === name);

it("asks BEV's own services in the documents' jobs, and those that are disabled not at all", () => {
  const names = jobsOf().map(({ job_name }) => job_name);
  expect(names).toEqual(
    expect.arrayContaining(["bev-extended-reasoning", "bev-mcp-services", "node-exporters"]),
  );
  expect(names).not.toContain("bev-avatar-system");
  expect(names).not.toContain("bev-osint-services");
});

it("asks the avatar system each 5 s once it is enabled", () => {
  expect(jobOf(jobsOf(enabled("bev-avatar-controller")), "bev-avatar-system")).toEqual({
    job_name: "bev-avatar-system",
    scrape_interval: "5s",
    static_configs: [
      {
        targets: ["address-of-thanos:8091"],
        labels: {
          node: "thanos",
          service: "bev-avatar-controller",
          family: "gpu-ai",
          availability: "24/7",
        },
      },
    ],
  });
});

it("labels an exporter's metrics as those of the server that it asks", () => {
  const targets = jobOf(jobsOf(), "redis-exporter")?.static_configs;
  expect(targets?.map(({ labels }) => `${labels.node} ${labels.service} ${labels.family}`)).toEqual(
    ["oracle1 redis database", "thanos redis-thanos database"],
  );
});

it("leaves an exporter's metrics of many services the labels that they have", () => {
  const honoring = jobsOf().filter((job) => "honor_labels" in job && job.honor_labels);
  expect(honoring.map(({ job_name }) => job_name)).toEqual(["backup", "container-exporter"]);
});

it("labels a node that is there on demand", () => {
  const targets = jobOf(jobsOf(), "node-exporters")?.static_configs;
  expect(targets?.map(({ labels }) => `${labels.node} ${labels.availability}`)).toEqual([
    "oracle1 24/7",
    "thanos 24/7",
    "starlord on demand",
  ]);
});

it("asks each instance on its own node", () => {
  const choices = { "node-exporter": { replicas: 2 } };
  const [own] = jobOf(jobsOf(undefined, choices), "node-exporters")?.static_configs ?? [];
  expect(own?.targets).toEqual(["node-exporter:9100", "node-exporter-2:9100"]);
});

it("asks on its own node what is not published", () => {
  const targets = jobOf(jobsOf(), "haproxy")?.static_configs;
  const own = targets?.find(({ labels }) => labels.service === "haproxy");
  expect(own?.targets).toEqual(["haproxy:8404"]);
});

it("asks the path that the row says", () => {
  const metrics = { job: "alerts", purpose: "http", path: "/internal/metrics" };
  const jobs = jobsOf((row) => (row.name === "alert-system" ? { ...row, metrics } : row));
  expect(jobOf(jobs, "alerts")?.metrics_path).toBe("/internal/metrics");
});

it("asks Vault over TLS, believes its authority alone, and no agent of it", () => {
  const job = jobOf(jobsOf(), "vault");
  expect(job).toEqual({
    job_name: "vault",
    scheme: "https",
    tls_config: { ca_file: "/run/secrets/vault-authority.pem" },
    params: { format: ["prometheus"] },
    metrics_path: "/v1/sys/metrics",
    static_configs: [
      {
        targets: ["vault:8202"],
        labels: { node: "oracle1", service: "vault", family: "secrets", availability: "24/7" },
      },
    ],
  });
});

it("asks nobody over TLS without an authority in its own row", () => {
  const jobs = jobsOf((row) => (row.name === "prometheus" ? { ...row, secrets: [] } : row));
  expect(jobOf(jobs, "vault")).toBeUndefined();
});

const STANDBY = { node: "thanos", name: "prometheus-thanos" } as const;

it("has a standby ask what is published, and leave what is inside another node", () => {
  const jobs = jobsOf(undefined, {}, STANDBY);
  const proxies = jobOf(jobs, "haproxy")?.static_configs.map(({ labels }) => labels.service);
  expect(proxies).toContain("docker-proxy");
  expect(proxies).not.toContain("haproxy");
  const addresses = jobOf(jobs, "node-exporters")?.static_configs.map(({ targets }) => targets);
  expect(addresses).toEqual([
    ["node-exporter:9100"],
    ["address-of-oracle1:9100"],
    ["address-of-starlord:9100"],
  ]);
  const enabledAvatar = enabled("bev-avatar-controller");
  expect(jobOf(jobsOf(enabledAvatar, {}, STANDBY), "bev-avatar-system")).not.toHaveProperty(
    "scrape_interval",
  );
});

it("has the standby scrape what its rule about the silence of ORACLE1 reads", () => {
  const rules = standbyRules(catalog.map((row) => resolveService(row)));
  const [silent] = rules?.alerts ?? [];
  expect(silent?.expr).toContain(
    'up{node="oracle1",service=~"prometheus|alertmanager"} == 0 or increase(alertmanager_alerts_received_total{',
  );
  const asked = jobsOf(undefined, {}, STANDBY).flatMap((job) =>
    job.static_configs.map(({ labels }) => `${labels.node}/${labels.service}`),
  );
  expect(asked).toEqual(expect.arrayContaining(["oracle1/prometheus", "oracle1/alertmanager"]));
});

it("gives the rules about that to a standby alone, and none without one", () => {
  const services = catalog.map((row) => resolveService(row));
  const all = ruleSets({ services, others: [], softwareOf });
  expect(Object.keys(judgedBy({ standbyFor: "prometheus" }, all)).sort()).toEqual(
    Object.keys(all).sort(),
  );
  expect(judgedBy({}, all)).not.toHaveProperty("standby");
  const alone = services.map((one) => ({ ...one, enabled: one.standbyFor === undefined }));
  expect(standbyRules(alone)).toBeUndefined();
});
