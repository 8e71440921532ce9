import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { isStateful, proxyFaults, replicaFaults, standbyFaults, volumeFaults } from "./services.ts";

describe("replicaFaults", () => {
  const service = (count: number, max: number | null, singleton?: true) => ({
    name: "crypto-analyzer",
    node: "oracle1",
    family: "osint",
    replicas: { max, count },
    ...(singleton && { singleton }),
  });

  it.each([
    [1, 3],
    [3, 3],
    [50, null],
  ])("takes %d of at most %s", (count, max) => {
    expect(replicaFaults([service(count, max)])).toEqual([]);
  });

  it.each([
    [4, 3, "must be 1 to 3, got 4"],
    [0, 3, "must be 1 to 3, got 0"],
    [1.5, null, "must be 1 or more, got 1.5"],
    [2, 1, "must be 1, got 2"],
  ])("refuses %d of at most %s", (count, max, problem) => {
    expect(replicaFaults([service(count, max)])[0]?.problem).toBe(problem);
  });

  it("refuses a second instance of a singleton, whatever its bounds", () => {
    expect(formatFaults(replicaFaults([service(2, 3, true)]))).toBe(
      "oracle1/crypto-analyzer/replicas: must be 1, it is a singleton, got 2; run pulumi config set " +
        "--path bev:services.crypto-analyzer.replicas <number> --stack oracle1",
    );
  });
});

describe("volumeFaults", () => {
  const service = (paths: string[], writable = {}) => ({
    name: "postgres",
    node: "thanos",
    family: "database",
    volumes: paths.map((path) => ({ path })),
    image: { volumePaths: ["/var/lib/postgresql/data"], writable },
  });

  it("refuses a VOLUME path without a named volume", () => {
    expect(formatFaults(volumeFaults([service(["/data"])]))).toBe(
      "thanos/postgres/volumes: must cover /var/lib/postgresql/data, where the image declares a " +
        "volume; add it to `volumes` of the row in src/catalog/database.ts",
    );
  });

  it("takes a named volume or a tmpfs on it", () => {
    expect(volumeFaults([service(["/var/lib/postgresql/data"])])).toEqual([]);
    expect(volumeFaults([service([], { "/var/lib/postgresql/data": 1 })])).toEqual([]);
  });
});

it("calls a service stateful when a volume of it is worth saving", () => {
  expect(isStateful({ volumes: [{ backup: "none" }, { backup: "pg_dump" }] })).toBe(true);
  expect(isStateful({ volumes: [{ backup: "none" }] })).toBe(false);
  expect(isStateful({ volumes: [] })).toBe(false);
});

describe("proxyFaults", () => {
  const haproxy = { name: "haproxy", node: "oracle1", family: "network", volumes: [], ports: [] };
  const nginx = { ...haproxy, name: "nginx", behind: "haproxy", ports: [{ external: undefined }] };

  it("takes a service without data and without a port of the node", () => {
    expect(proxyFaults([haproxy, nginx])).toEqual([]);
  });

  it("names a proxy that the node does not have", () => {
    expect(formatFaults(proxyFaults([nginx]))).toBe(
      'oracle1/nginx/behind: must be a service of oracle1, got "haproxy"; set it in src/catalog/network.ts',
    );
  });

  it.each([
    ["publishes port 80", { ports: [{ external: undefined }, { external: 80 }] }],
    ["holds data", { volumes: [{ backup: "file-copy" }] }],
  ])("refuses one that %s", (what, changes) => {
    expect(formatFaults(proxyFaults([haproxy, { ...nginx, ...changes }]))).toBe(
      `oracle1/nginx/behind: must be absent, because nginx ${what} and cannot run twice; set it in ` +
        "src/catalog/network.ts",
    );
  });
});

describe("standbyFaults", () => {
  const row = { family: "monitoring", image: { software: "prometheus" }, enabled: true };
  const primary = { ...row, name: "prometheus", node: "oracle1" };
  const standby = { ...row, name: "second", node: "thanos", standbyFor: "prometheus" };

  it("takes one of its product that runs on another node", () => {
    expect(standbyFaults([standby], [primary, standby])).toEqual([]);
    expect(standbyFaults([{ ...standby, enabled: false }], [])).toEqual([]);
  });

  it.each([
    ["is not there", []],
    ["is on its own node", [{ ...primary, node: "thanos" }]],
    ["is disabled", [{ ...primary, enabled: false }]],
    ["is another product", [{ ...primary, image: { software: "redis" } }]],
  ])("refuses one that %s", (_, others) => {
    expect(formatFaults(standbyFaults([standby], [...others, standby]))).toBe(
      'thanos/second/standbyFor: must be an enabled prometheus of another node, got "prometheus"; set it in ' +
        "src/catalog/monitoring.ts, or disable second",
    );
  });
});
