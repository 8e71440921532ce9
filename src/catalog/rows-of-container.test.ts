/** Values of a row that its container, its node or its image cannot have: each stops the plan with one line. */
import { describe, expect, it } from "@jest/globals";
import { faultsOf, only } from "../../test/kit/catalog-faults.ts";
import { imageRowFaults } from "./rows.ts";
import { images } from "./images.ts";
import type { ServiceSpec } from "./types.ts";

const ROW = "git-server";

const FIX = "set it in src/catalog/dev.ts";

const volume = (path: string, name = "data") => ({ name, path, backup: "none" as const });

describe("a place in a container", () => {
  it.each([
    [[volume("/data", "a"), volume("/data", "b")], '"/data" is of volumes/0/path too'],
    [[volume("/data", "a"), volume("//data", "b")], '"//data" is of volumes/0/path too'],
    [[volume("/a/b", "a"), volume("/a//b", "b")], '"/a//b" is of volumes/0/path too'],
    [[volume("/run/x", "a"), volume("/var/run/x", "b")], '"/var/run/x" is of volumes/0/path too'],
  ])("is there once", (volumes, problem) => {
    expect(faultsOf("starlord", only(ROW, { volumes }))).toBe(
      `starlord/git-server/volumes/1/path: must be a place of its own, ${problem}; ${FIX}`,
    );
  });

  it("is not that of the image's memory", () => {
    expect(faultsOf("starlord", only(ROW, { volumes: [volume("/tmp")] }))).toBe(
      `starlord/git-server/volumes/0/path: must be a place of its own, "/tmp" is of image/writable too; ${FIX}`,
    );
  });

  it.each([
    ["/run/secrets/x", "/run/secrets"],
    ["/var/run/secrets/x", "/run/secrets"],
    ["/etc/git/data", "/etc/git"],
  ])("%s is not below what is read-only", (path, above) => {
    const config = { path: "/etc/git", files: ["a"] };
    const changes = { secrets: [{ name: "a" }], config, volumes: [volume(path)] };
    expect(faultsOf("starlord", only(ROW, changes))).toBe(
      `starlord/git-server/volumes/0/path: must not be below ${above}, which is read-only, got "${path}"; ${FIX}`,
    );
  });

  it("is not that of the node's files", () => {
    const change = only(ROW, { hostRoot: "/host", volumes: [volume("/host/data")] });
    expect(faultsOf("starlord", change)).toContain(
      `starlord/git-server/volumes/0/path: must not be below /host, which is read-only, got "/host/data"; ${FIX}`,
    );
  });

  it("is not that of the Engine's socket", () => {
    const change = only(ROW, { engineSocket: "/engine", volumes: [volume("/engine")] });
    expect(faultsOf("starlord", change)).toContain(
      `starlord/git-server/engineSocket: must be a place of its own, "/engine" is of volumes/0/path too; ${FIX}`,
    );
  });

  it("is not above what the Engine makes", () => {
    const change = only(ROW, { config: { path: "/etc", files: ["a"] } });
    expect(faultsOf("starlord", change)).toContain(
      'starlord/git-server/config/path: must not be above /etc/hosts, which the Engine makes itself, got "/etc"',
    );
  });
});

describe("ports", () => {
  const port = (container: number, purpose: string, more = {}) => ({ container, purpose, ...more });

  it.each([
    [[port(80, "a"), port(80, "b", { published: 81 })], "1/container", "80/tcp"],
    [
      [port(80, "a"), port(80, "b", { protocol: "tcp", published: false })],
      "1/container",
      "80/tcp",
    ],
    [[port(80, "a"), port(81, "a")], "1/purpose", '"a"'],
    [[port(80, "a"), port(80, "a", { protocol: "udp" })], "1/purpose", '"a"'],
  ])("are there once", (ports, at, what) => {
    expect(faultsOf("starlord", only(ROW, { ports }))).toBe(
      `starlord/git-server/ports/${at}: must be there once, ${what} is there twice; ${FIX}`,
    );
  });

  it("may have one number for two protocols", () => {
    const ports = [port(80, "a"), port(80, "b", { protocol: "udp" })];
    expect(faultsOf("starlord", only(ROW, { ports }))).toBe("");
  });

  it("have one each where another node stands in", () => {
    const ports = [port(80, "a"), port(81, "b"), port(82, "c", { published: false })];
    const failover = { node: "thanos", published: [9418] };
    expect(faultsOf("starlord", only(ROW, { ports, failover }))).toBe(
      "starlord/git-server/failover/published: must be 2 ports, one for each that is published, got " +
        `[9418]; ${FIX}`,
    );
  });
});

describe("limits", () => {
  it("are no more than the node has", () => {
    const change = only("nginx", { resources: { cpu: 4.01, memory: 22529 } });
    expect(faultsOf("oracle1", change).split("\n")).toEqual(
      expect.arrayContaining([
        "oracle1/nginx/resources/memory: must be at most 22528 MiB, all that oracle1 has, got 22529; set it in src/catalog/network.ts",
        "oracle1/nginx/resources/cpu: must be at most 4 cores, all that oracle1 has, got 4.01; set it in src/catalog/network.ts",
      ]),
    );
  });

  it("are enough to reserve what the Engine takes", () => {
    const change = only("nginx", { resources: { cpu: 0.1, memory: 8 } });
    expect(faultsOf("oracle1", change)).toBe(
      "oracle1/nginx/resources/memory: must be enough to reserve 6 MiB, the Engine's least, 0.6 of 8 is 5; " +
        "set it in src/catalog/network.ts",
    );
  });
});

describe("instances", () => {
  it.each([
    ["thanos", "postgres"],
    ["thanos", "elasticsearch"],
    ["oracle1", "redis"],
    ["oracle1", "log-aggregation"],
  ] as const)("of %s/%s are not divided over its data", (stack, name) => {
    const change = only(name, { replicas: { min: 1, max: 3 } });
    expect(faultsOf(stack, change, { [name]: { replicas: 2 } }).split("\n")[0]).toBe(
      `${stack}/${name}/replicas: must be 1, because ${name} keeps data that its product does not replicate, ` +
        `got 2; run pulumi config set --path bev:services.${name}.replicas 1 --stack ${stack}`,
    );
  });

  it("of a service without data may be several", () => {
    const choices = { "crypto-analyzer": { replicas: 2 } };
    expect(faultsOf("oracle1", undefined, choices)).not.toContain("crypto-analyzer/replicas");
  });
});

describe("a port that another service needs", () => {
  const exporter = (changes: object) => (row: ServiceSpec) =>
    row.name === "node-exporter" && row.node === "thanos" ? { ...row, ...changes } : row;
  const metrics = { container: 9100, purpose: "metrics" };

  it.each(["oracle1", "thanos"] as const)("is published where it is scraped, says %s", (stack) => {
    const change = exporter({ ports: [{ ...metrics, published: false }] });
    expect(faultsOf(stack, change).split("\n")).toContain(
      "thanos/node-exporter/ports: must have one for metrics that is published, because " +
        "prometheus on oracle1 needs it, has none; set it in src/catalog/monitoring.ts",
    );
  });

  it("is not missed where nobody runs who scrapes it", () => {
    const change = exporter({ ports: [{ ...metrics, published: false }] });
    const names = ["prometheus", "grafana", "failover-watch"];
    const off = Object.fromEntries(names.map((name) => [name, { enabled: false }]));
    expect(faultsOf("oracle1", change, off)).toBe("");
  });

  it("is there", () => {
    const change = exporter({ ports: [], health: { command: ["true"] } });
    expect(faultsOf("oracle1", change)).toContain("thanos/node-exporter/ports: must have one for");
  });

  const told = (endpoint: string, purpose?: string) =>
    only(ROW, { env: { URL: { endpoint, ...(purpose && { purpose }) } } });

  it.each([
    [
      told("staging-redis", "metrics"),
      "starlord/staging-redis/ports: must have one for metrics, because git-server needs it, has none",
    ],
    [
      told("haproxy", "metrics"),
      "oracle1/haproxy/ports: must have one for metrics that is published, because git-server on starlord needs it, has none",
    ],
    [
      told("nginx"),
      "oracle1/nginx/ports: must have one for its first purpose that is published, because git-server on starlord needs it, has none",
    ],
    [
      told("nobody"),
      'starlord/git-server/env/URL: must be a service of the catalogue, got "nobody"',
    ],
    [told("n8n"), "starlord/git-server/env/URL: must be enabled, is disabled ("],
    [
      only(ROW, { connects: [{ service: "tor-exit", purpose: "socks" }] }),
      "starlord/git-server/connects/0: must be enabled, is disabled (",
    ],
  ])("is what is asked for", (change, message) => {
    expect(faultsOf("starlord", change)).toContain(message);
    expect(faultsOf("starlord", change).split("\n")).toHaveLength(1);
  });
});

describe("an image", () => {
  const said = (changes: object): string =>
    imageRowFaults("qdrant", { ...images.qdrant, ...changes })
      .map(({ path, problem }) => `${path}: ${problem}`)
      .join("\n");

  it.each([
    [
      { repository: "Grafana/loki" },
      "repository: must be a repository such as grafana/loki, in lower case",
    ],
    [{ repository: "grafana//loki" }, "repository: must be a repository"],
    [{ repository: "" }, "repository: must be a repository"],
    [{ tag: "3 3" }, "tag: must be a tag such as 8.0-bookworm, of at most 128 characters"],
    [{ tag: "x".repeat(129) }, "tag: must be a tag"],
    [{ tag: "" }, "tag: must be a tag"],
    [{ user: "root" }, "user: must be a numeric uid:gid with a uid above 0, such as 1000:1000"],
    [{ user: "0:0" }, "user: must be a numeric uid:gid"],
    [{ user: "10001" }, "user: must be a numeric uid:gid"],
    [{ user: "3000000000:1" }, "user: must be a numeric uid:gid"],
    [{ writable: { tmp: 1 } }, "writable: must be of paths, each an absolute path"],
    [
      { writable: { "/tmp": 0 } },
      "writable//tmp: must be a whole number of 1 to 1048576 MiB, got 0",
    ],
    [{ executable: ["/opt"] }, 'executable/0: must be one of `writable`, got "/opt"'],
    [{ stopSignal: "SIGNOPE" }, "stopSignal: must be one of SIGTERM, SIGINT,"],
    [{ volumePaths: ["loki"] }, "volumePaths/0: must be an absolute path"],
  ])("does not say %j", (changes, message) => {
    expect(said(changes).startsWith(`images/qdrant/${message}`)).toBe(true);
    expect(said(changes).split("\n")).toHaveLength(1);
  });
});
