import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import {
  dependencyFaults,
  findService,
  ringFaults,
  startLevels,
  startOrder,
} from "./dependencies.ts";

const service = (name: string, dependsOn: string[] = [], changes: object = {}) => ({
  name,
  node: "oracle1",
  family: "monitoring",
  dependsOn,
  enabled: true,
  ...changes,
});

describe("findService", () => {
  it("finds nothing of a region from elsewhere", () => {
    const regional = [{ name: "cache", node: "edge-us-east" }];
    const from = ["edge-us-east", "edge-us-west", "oracle1"];
    expect(from.map((node) => findService(regional, { node }, "cache"))).toEqual([
      ...[regional[0], undefined, undefined],
    ]);
  });

  const all = [service("agent", [], { node: "thanos" }), service("agent"), service("vault")];

  it("prefers the one on the same node", () => {
    expect(findService(all, { node: "oracle1" }, "agent")?.node).toBe("oracle1");
  });

  it("finds the only one on another node", () => {
    expect(findService(all, { node: "thanos" }, "vault")?.node).toBe("oracle1");
  });

  it("knows when there is none", () => {
    expect(findService(all, { node: "thanos" }, "redis")).toBeUndefined();
  });
});

describe("dependencyFaults", () => {
  it("refuses a need that is disabled, with its reason and the line that enables it", () => {
    const all = [
      service("grafana", ["prometheus"]),
      service("prometheus", [], { enabled: false, disabled: "not sized" }),
    ];
    expect(formatFaults(dependencyFaults(all, all))).toBe(
      "oracle1/grafana/dependsOn/prometheus: must be enabled, is disabled (not sized); run pulumi " +
        "config set --path bev:services.prometheus.enabled true --stack oracle1, or disable grafana",
    );
  });

  it("says that another stack has to be updated", () => {
    const all = [
      service("grafana", ["redis"]),
      service("redis", [], { node: "thanos", enabled: false }),
    ];
    expect(dependencyFaults(all, all)[0]?.fix).toBe(
      "run pulumi config set --path bev:services.redis.enabled true --stack thanos and npx bev up thanos, " +
        "or disable grafana",
    );
  });

  it("says when it was the configuration that disabled it", () => {
    const all = [service("a", ["b"]), service("b", [], { enabled: false })];
    expect(dependencyFaults(all, all)[0]?.problem).toBe(
      "must be enabled, is disabled (by configuration)",
    );
  });

  it("refuses a name that nothing has", () => {
    const all = [service("grafana", ["promtheus"])];
    expect(formatFaults(dependencyFaults(all, all))).toBe(
      'oracle1/grafana/dependsOn/promtheus: must be a service of the catalogue, got "promtheus"; ' +
        "set it in src/catalog/monitoring.ts",
    );
  });

  it("does not ask what a disabled service needs", () => {
    expect(dependencyFaults([service("a", ["none"], { enabled: false })], [])).toEqual([]);
  });
});

it("puts each service on the level after those that it needs", () => {
  const rows = [
    service("web", ["app", "db"]),
    service("app", ["db"]),
    service("db"),
    service("n8n"),
  ];
  const levels = startLevels(rows).map((level) => level.map(({ name }) => name));
  expect(levels).toEqual([["db", "n8n"], ["app"], ["web"]]);
});

describe("startOrder", () => {
  it("puts each service after what it needs on its node", () => {
    const names = startOrder([service("web", ["app"]), service("app", ["db"]), service("db")]);
    expect(names.map(({ name }) => name)).toEqual(["db", "app", "web"]);
  });

  it("does not wait for another node", () => {
    const rows = [service("web", ["db"]), service("db", ["web"], { node: "thanos" })];
    expect(startOrder(rows).map(({ name }) => name)).toEqual(["web", "db"]);
  });

  it("names a ring", () => {
    const ring = [service("a", ["b"]), service("b", ["c"]), service("c", ["a"])];
    expect(formatFaults(ringFaults(ring))).toBe(
      "oracle1/dependsOn: must not form a ring, is a -> b -> c -> a; remove one of these from its " +
        "row's `dependsOn`",
    );
    const led = [service("first", ["a"]), ...ring];
    expect(ringFaults(led)[0]?.problem).toBe("must not form a ring, is a -> b -> c -> a");
    expect(ringFaults([service("a")])).toEqual([]);
  });
});
