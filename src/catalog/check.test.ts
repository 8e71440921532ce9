/** One changed row at a time: each fault stops the plan with one line. */
import { expect, it } from "@jest/globals";
import { faultsOf, only } from "../../test/kit/catalog-faults.ts";

it("refuses a GPU service that was moved to ORACLE1", () => {
  // Small: what there is room for is another matter.
  const resources = { cpu: 1, memory: 1024, gpu: 0.5 };
  const change = only("context-compressor", { node: "oracle1", resources });
  expect(faultsOf("oracle1", change)).toBe(
    'oracle1/context-compressor/node: must be "thanos", the only node with a GPU, got "oracle1"; ' +
      "set it in src/catalog/gpu-ai.ts",
  );
});

it("refuses a port that is used twice", () => {
  const change = only("weaviate", {
    ports: [{ container: 8080, published: 8086, purpose: "http" }],
  });
  expect(faultsOf("thanos", change)).toBe(
    "thanos/weaviate/ports/8086: must be free on thanos, is published by influxdb too; give " +
      "one of them another `published` port in src/catalog/database.ts",
  );
});

it("refuses a reservation that no longer fits", () => {
  const change = only("neo4j", { resources: { cpu: 2, memory: 16384 } });
  expect(faultsOf("thanos", change)).toMatch(
    /^thanos\/capacity\/memory: reservations must be at most 50790 MiB .* the largest are neo4j 6554, /,
  );
});

it("refuses an enabled row that needs a disabled one", () => {
  expect(faultsOf("oracle1", undefined, { prometheus: { enabled: false } })).toBe(
    "oracle1/grafana/dependsOn/prometheus: must be enabled, is disabled (by configuration); " +
      "run pulumi config set --path bev:services.prometheus.enabled true --stack oracle1, or " +
      "disable grafana",
  );
});

it("names each enabled row that needs a disabled one", () => {
  const faults = faultsOf("thanos", undefined, { postgres: { enabled: false } }).split("\n");
  const paths = faults.map((fault) => fault.split(": ")[0]);
  expect(paths).toEqual(
    expect.arrayContaining([
      "thanos/connection-pooler/dependsOn/postgres",
      "thanos/intelowl-django/dependsOn/postgres",
      "thanos/postgres-exporter/dependsOn/postgres",
    ]),
  );
});

it("refuses a choice for a service that the node does not have", () => {
  expect(faultsOf("oracle1", undefined, { reddis: { enabled: true } })).toBe(
    'bev:services.reddis: must be a service of oracle1, got {"enabled":true}; see ' +
      "docs/services.md, or run pulumi config rm --path bev:services.reddis --stack oracle1",
  );
});

it("refuses more replicas than a singleton may have", () => {
  const small = only("intelowl-celery-beat", { resources: { cpu: 0.1, memory: 128 } });
  expect(faultsOf("thanos", small, { "intelowl-celery-beat": { replicas: 2 } })).toBe(
    "thanos/intelowl-celery-beat/replicas: must be 1, it is a singleton, got 2; run pulumi config " +
      "set --path bev:services.intelowl-celery-beat.replicas <number> --stack thanos",
  );
});

it("refuses a stateful row whose volume was lost", () => {
  expect(faultsOf("thanos", only("postgres", { volumes: [] }))).toContain(
    "thanos/postgres/volumes: must cover /var/lib/postgresql/data, where the image declares a volume",
  );
});

it("takes a disabled service that one configuration line enables", () => {
  expect(faultsOf("oracle1", undefined, { n8n: { enabled: true } })).toBe("");
});
