/** Which services are asked from outside, where, by which module, and which certificates are looked at. */
import { expect, it } from "@jest/globals";
import { catalog } from "../../catalog/index.ts";
import { resolveService, resolveStack } from "../../catalog/resolve.ts";
import type { ServiceSpec } from "../../catalog/types.ts";
import { softwareOf } from "../index.ts";
import { probeJobs } from "./probe-jobs.ts";

/** By service: `job target`, as ORACLE1's exporter asks. */
function probed(change: (row: ServiceSpec) => ServiceSpec = (row) => row) {
  const rows = catalog.map(change);
  const jobs = probeJobs({
    services: resolveStack(rows, "oracle1").filter(({ enabled }) => enabled),
    others: rows.filter(({ node }) => node !== "oracle1").map((row) => resolveService(row)),
    addressOf: (stack) => `address-of-${stack}`,
    endpoint: (name) => `${name}:9115`,
    softwareOf,
  });
  const found = jobs.flatMap(({ job_name, static_configs }) =>
    static_configs.map(({ targets, labels }) => [labels.service, `${job_name} ${targets.join()}`]),
  );
  const byService = Map.groupBy(found, ([service]) => service);
  return {
    jobs,
    of: (name: string) => byService.get(name)?.map(([, target]) => target) ?? [],
  };
}

const only = (name: string, changes: Partial<ServiceSpec>) => (row: ServiceSpec) =>
  row.name === name ? { ...row, ...changes } : row;

it.each([
  ["grafana", "probe-http http://grafana:3000/api/health"],
  ["breach-analyzer", "probe-http http://breach-analyzer:8006/health"],
  ["intelowl-django", "probe-http http://address-of-thanos:80/api/health"],
  ["neo4j", "probe-http http://address-of-thanos:7474/"],
  ["qdrant-primary", "probe-http http://address-of-thanos:6333/livez"],
  ["t2v-transformers", "probe-http http://address-of-thanos:8083/.well-known/live"],
  ["haproxy", "probe-http http://haproxy:8080/health"],
  ["vault", "probe-vault https://vault:8200/v1/sys/health"],
  ["staging-vault", "probe-tls address-of-starlord:8201"],
  ["consul", "probe-tls consul:8500"],
  ["elasticsearch", "probe-tls address-of-thanos:9200"],
  ["kafka-3", "probe-tls address-of-thanos:9094"],
  ["rabbitmq-2", "probe-tls address-of-thanos:5673"],
])("asks %s as its row and its product say", (name, target) => {
  expect(probed().of(name)).toEqual([target]);
});

it.each([
  ["nginx", "its port is not published"],
  ["node-exporter", "it is asked for metrics"],
  ["postgres", "it speaks TLS after words of its own"],
  ["bev-avatar-controller", "it is disabled"],
  ["influxdb", "its check names no path"],
])("does not ask %s: %s", (name) => {
  expect(probed().of(name)).toEqual([]);
});

it("asks a row whose path changes there", () => {
  const changed = probed(only("grafana", { health: { http: "/other" } }));
  expect(changed.of("grafana")).toEqual(["probe-http http://grafana:3000/other"]);
});

it("asks nobody over HTTP who has a check over HTTPS, and no authority in the exporter's row", () => {
  const health = { http: "/", scheme: "https" as const };
  expect(probed(only("grafana", { health })).of("grafana")).toEqual([]);
  const untold = probed(only("blackbox-exporter", { secrets: [] }));
  expect(untold.of("vault")).toEqual(["probe-tls vault:8200"]);
});

it("passes the address on to the exporter, which is the one that is scraped", () => {
  const [job] = probed().jobs;
  expect(job).toMatchObject({
    job_name: "probe-http",
    metrics_path: "/probe",
    params: { module: ["http"] },
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: "blackbox-exporter:9115" },
    ],
  });
});

it("asks nobody without an exporter on its node", () => {
  expect(probed(only("blackbox-exporter", { disabled: "for a test" })).jobs).toEqual([]);
});
