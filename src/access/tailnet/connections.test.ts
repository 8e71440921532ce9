/** Connections between machines, from rows that say them in each way there is. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { catalog } from "../../catalog/index.ts";
import { resolveService } from "../../catalog/resolve.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { PortSpec, ServiceSpec } from "../../catalog/types.ts";
import { connectionsOf, doorsOf } from "./connections.ts";

type Row = Partial<ServiceSpec> & Pick<ServiceSpec, "name" | "node">;

function rows(...all: Row[]): Service[] {
  return all.map((row) => resolveService({ family: "osint", ...row }));
}

const port = (container: number, purpose = "http", more: Partial<PortSpec> = {}): PortSpec => ({
  ...{ container, purpose },
  ...more,
});

/** As the product of a Prometheus says. */
const askedPurposes = (client: Service, server: Service) =>
  client.name === "prometheus" && server.name === "node-exporter" ? ["metrics"] : [];

/** Without those of people, which have tests of their own. */
function lines(services: readonly Service[], people = false): string[] {
  return connectionsOf(services, askedPurposes)
    .filter(({ src }) => src.startsWith("group:") === people)
    .map(
      ({ src, client, dst, protocol, port: number, answers }) =>
        `${src} ${client} -> ${dst} ${protocol}:${String(number)} ${answers}`,
    )
    .sort();
}

const db: Row = {
  name: "db",
  node: "thanos",
  ports: [port(5432, "sql", { published: 5442 }), port(9187, "metrics")],
};

describe("a service connects", () => {
  it("to the first port of what it depends on", () => {
    expect(lines(rows(db, { name: "app", node: "oracle1", dependsOn: ["db"] }))).toEqual([
      "tag:oracle1 app -> tag:thanos tcp:5442 db sql",
    ]);
  });

  it("to the port whose address it is given, and to no other", () => {
    const env = { DB: { endpoint: "db", purpose: "metrics" } };
    expect(lines(rows(db, { name: "app", node: "oracle1", env, dependsOn: ["db"] }))).toEqual([
      "tag:oracle1 app -> tag:thanos tcp:9187 db metrics",
    ]);
  });

  it("to a port that its row names without telling it", () => {
    const connects = [{ service: "db", purpose: "metrics" }];
    const env = { DB: { endpoint: "db" } };
    expect(lines(rows(db, { name: "app", node: "oracle1", env, connects }))).toEqual([
      "tag:oracle1 app -> tag:thanos tcp:5442 db sql",
      "tag:oracle1 app -> tag:thanos tcp:9187 db metrics",
    ]);
  });

  it("to the primary that it follows", () => {
    const subscription = {
      ...{ database: "d", publication: "p", primary: "db" },
      ...{ passfile: "f", authority: "a" },
    };
    const data = {
      engine: "postgres" as const,
      firstUser: "postgres/password",
      databases: [],
      subscriptions: [{ name: "s", ...subscription }],
    };
    expect(lines(rows(db, { name: "copy", node: "oracle1", data }))).toEqual([
      "tag:oracle1 copy -> tag:thanos tcp:5442 db sql",
    ]);
  });

  it("to the exporters of other machines, when it is a Prometheus", () => {
    const exporter = { name: "node-exporter", ports: [port(9100, "metrics")] };
    const services = rows(
      { ...exporter, node: "thanos" },
      { ...exporter, node: "oracle1" },
      { name: "prometheus", node: "oracle1" },
    );
    expect(lines(services)).toEqual([
      "tag:oracle1 prometheus -> tag:thanos tcp:9100 node-exporter metrics",
    ]);
  });

  it("over UDP where the row says so", () => {
    const dns: Row = { name: "dns", node: "thanos", ports: [port(53, "dns", { protocol: "udp" })] };
    expect(lines(rows(dns, { name: "app", node: "oracle1", dependsOn: ["dns"] }))).toEqual([
      "tag:oracle1 app -> tag:thanos udp:53 dns dns",
    ]);
  });

  it("to nothing that has no port: that is an order to start in", () => {
    const worker: Row = { name: "worker", node: "thanos" };
    expect(lines(rows(worker, { name: "app", node: "oracle1", dependsOn: ["worker"] }))).toEqual(
      [],
    );
  });

  it("to its own machine's service of that name first, which is none of the tailnet's business", () => {
    const services = rows(
      db,
      { ...db, node: "oracle1" },
      { name: "app", node: "oracle1", dependsOn: ["db"], env: { DB: { endpoint: "db" } } },
    );
    expect(lines(services)).toEqual([]);
  });

  it.each([
    ["the client", { disabled: "later" }, {}],
    ["the server", {}, { disabled: "later" }],
  ])("to nothing when %s is disabled", (_who, client, server) => {
    const app: Row = { name: "app", node: "oracle1", dependsOn: ["db"], ...client };
    expect(lines(rows({ ...db, ...server }, app))).toEqual([]);
  });

  it("not to a port that stays inside: the plan says so", () => {
    const inner: Row = {
      name: "inner",
      node: "thanos",
      ports: [port(80, "http", { published: false })],
    };
    const services = rows(inner, { name: "app", node: "oracle1", dependsOn: ["inner"] });
    expect(() => connectionsOf(services, askedPurposes)).toThrow(
      "thanos/inner/ports: must have one for its first purpose that is published, because app on " +
        "oracle1 needs it, has none; set it in src/catalog/osint.ts",
    );
  });

  it("not to a port that nobody has: the plan says so", () => {
    const env = { DB: { endpoint: "db", purpose: "bolt" } };
    const services = rows(db, { name: "app", node: "oracle1", env });
    expect(() => connectionsOf(services, askedPurposes)).toThrow(
      "thanos/db/ports: must have one for bolt that is published",
    );
  });
});

describe("while a machine is down that another stands in for", () => {
  const watcher: Row = {
    name: "watcher",
    node: "oracle1",
    ports: [port(9090, "http", { operators: true }), port(9091, "inner", { published: false })],
    dependsOn: ["target", "near"],
    failover: { node: "thanos", published: [9190] },
  };
  const target: Row = { name: "target", node: "starlord", ports: [port(9100)] };
  const near: Row = { name: "near", node: "oracle1", ports: [port(7000)] };

  it("its services connect from there, to what still runs", () => {
    expect(lines(rows(watcher, target, near))).toEqual([
      "tag:oracle1 watcher -> tag:starlord tcp:9100 target http",
      "tag:thanos watcher (failed over from oracle1) -> tag:starlord tcp:9100 target http",
    ]);
  });

  it("others reach them there, at the port that is kept free", () => {
    const asking: Row = { name: "asking", node: "starlord", dependsOn: ["watcher"] };
    expect(lines(rows({ ...watcher, dependsOn: [] }, asking))).toEqual([
      "tag:starlord asking -> tag:oracle1 tcp:9090 watcher http",
      "tag:starlord asking -> tag:thanos tcp:9190 watcher (failed over from oracle1) http",
    ]);
  });

  it("people reach them there as well", () => {
    expect(lines(rows({ ...watcher, dependsOn: [] }), true)).toEqual([
      "group:operators operators -> tag:oracle1 tcp:22 ssh",
      "group:operators operators -> tag:oracle1 tcp:9090 watcher http",
      "group:operators operators -> tag:thanos tcp:22 ssh",
      "group:operators operators -> tag:thanos tcp:9190 watcher (failed over from oracle1) http",
    ]);
  });
});

it("people reach ssh of each machine on which something runs, and what is theirs", () => {
  const services = rows(
    { name: "panel", node: "oracle1", ports: [port(3000, "http", { operators: true }), port(1)] },
    { name: "off", node: "starlord", ports: [port(2, "http", { operators: true })], disabled: "x" },
    { name: "far", node: "edge-us-east", ports: [port(4)] },
  );
  expect(lines(services, true)).toEqual([
    "group:operators operators -> tag:edge-us-east tcp:22 ssh",
    "group:operators operators -> tag:oracle1 tcp:22 ssh",
    "group:operators operators -> tag:oracle1 tcp:3000 panel http",
  ]);
  expect(doorsOf(services).map(({ dst, port: number }) => `${dst}:${String(number)}`)).toEqual([
    "tag:edge-us-east:22",
    "tag:oracle1:22",
    "tag:oracle1:3000",
    "tag:oracle1:1",
    "tag:edge-us-east:4",
  ]);
});

it("services of one machine need nothing of the tailnet, whatever they need of each other", () => {
  const names = ["a", "b", "c", "d"];
  const needs = fc.dictionary(fc.constantFrom(...names), fc.subarray(names));
  fc.assert(
    fc.property(needs, (dependsOn) => {
      const services = names.map((name): Row => ({
        ...{ name, node: "thanos", ports: [port(80)] },
        dependsOn: dependsOn[name] ?? [],
      }));
      expect(lines(rows(...services))).toEqual([]);
    }),
  );
});

describe("in production", () => {
  const all = catalog.map((row) => resolveService(row));

  it("STARLORD reaches Consul, the log store and that of its backups, and nothing else of production", () => {
    expect(lines(all).filter((line) => line.startsWith("tag:starlord"))).toEqual([
      "tag:starlord backup-starlord -> tag:oracle1 tcp:8485 backup-store-oracle1 https",
      "tag:starlord consul-agent -> tag:oracle1 tcp:8300 consul rpc",
      "tag:starlord consul-agent -> tag:oracle1 tcp:8301 consul gossip",
      "tag:starlord log-shipper -> tag:oracle1 tcp:9428 log-aggregation http",
    ]);
  });

  it("only what watches STARLORD reaches it", () => {
    const watchers = lines(all).filter((line) => line.includes("-> tag:starlord"));
    expect(watchers.length).toBeGreaterThan(0);
    expect(watchers.filter((line) => !/ (prometheus|blackbox-exporter) /.test(line))).toEqual([]);
  });
});
