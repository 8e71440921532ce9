/** The platform's rules for containers (design, section 5), on the arguments themselves. */
import { describe, expect, it } from "@jest/globals";
import { catalog } from "../catalog/index.ts";
import { resolveService } from "../catalog/resolve.ts";
import type { Service } from "../catalog/resolve.ts";
import { bindsEverywhere } from "../rules/addresses.ts";
import { reservationOf } from "../rules/capacity.ts";
import { renderContainer } from "./arguments.ts";
import type { Site } from "../access/site.ts";
import type { ContainerPlan } from "./arguments.ts";

const site: Site = {
  stack: "thanos",
  address: "100.122.12.53",
  prefix: "bev_",
  dataRoot: "/var/lib/bev",
};

const render = (service: Service, changes: Partial<ContainerPlan> = {}, at = site) =>
  renderContainer(service, at, {
    instance: 0,
    image: "redis:8.0",
    reservation: reservationOf(service.resources, { memory: 0.4, cpu: 0.35 }),
    zones: ["app", "data"],
    configDirectory: "/var/lib/bev/files/abc",
    endpoint: (name, purpose) => `${name}:${purpose ?? "first"}`,
    ...changes,
  });

function serviceOf(name: string): Service {
  const row = catalog.find((one) => one.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return resolveService(row);
}

it("renders PostgreSQL with every rule", () => {
  expect(render(serviceOf("postgres"))).toEqual({
    name: "bev_postgres",
    image: "redis:8.0",
    hostname: "postgres",
    user: "999:999",
    command: [
      ...["sh", "/etc/bev/lease.sh", "postgres", "-c", "hba_file=/etc/bev/pg_hba.conf"],
      ...["-c", "ssl=on", "-c", "ssl_min_protocol_version=TLSv1.2"],
      ...["-c", "ssl_cert_file=/run/secrets/certificate.pem"],
      ...["-c", "ssl_key_file=/run/secrets/key.pem"],
      "-c",
      "max_connections=500",
      "-c",
      "shared_buffers=1GB",
      "-c",
      "wal_level=logical",
      "-c",
      "max_slot_wal_keep_size=8GB",
    ],
    envs: [
      "POSTGRES_DB=osint",
      "POSTGRES_INITDB_ARGS=--data-checksums",
      "POSTGRES_PASSWORD_FILE=/run/secrets/password",
      "POSTGRES_USER=researcher",
    ],
    restart: "unless-stopped",
    destroyGraceSeconds: 60,
    stopSignal: "SIGINT",
    stopTimeout: 60,
    removeVolumes: false,
    init: true,
    healthcheck: {
      tests: [
        ...["CMD", "sh", "-c"],
        "pg_isready -h 127.0.0.1 -U researcher -d osint || { cat /tmp/fenced; exit 1; }",
      ],
      interval: "10s",
      timeout: "5s",
      startPeriod: "2m0s",
      retries: 3,
    },
    memory: 4096,
    memorySwap: 4096,
    memoryReservation: 1638,
    cpus: "2.0",
    cpuShares: 717,
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    readOnly: true,
    tmpfs: {
      "/tmp": "rw,noexec,nosuid,nodev,size=64m,uid=999,gid=999",
      "/var/run/postgresql": "rw,noexec,nosuid,nodev,size=1m,uid=999,gid=999",
    },
    ulimits: [{ name: "core", soft: 0, hard: 0 }],
    networkMode: "bridge",
    networksAdvanced: [
      { name: "bev_app_v1", aliases: ["postgres"] },
      { name: "bev_data_v1", aliases: ["postgres"] },
    ],
    ports: [{ internal: 5432, external: 5432, ip: "100.122.12.53", protocol: "tcp" }],
    mounts: [
      {
        type: "volume",
        source: "bev_postgres_data",
        target: "/var/lib/postgresql/data",
        readOnly: false,
      },
      { type: "volume", source: "bev_postgres_secrets", target: "/run/secrets", readOnly: true },
      { type: "bind", source: "/var/lib/bev/files/abc", target: "/etc/bev", readOnly: true },
    ],
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
    labels: [
      { label: "bev.config-hash", value: expect.stringMatching(/^[0-9a-f]{16}$/) },
      { label: "bev.family", value: "database" },
      { label: "bev.service", value: "postgres" },
      { label: "bev.stack", value: "thanos" },
    ],
  });
});

describe.each(catalog.map((row) => [`${row.node}/${row.name}`, resolveService(row)] as const))(
  "%s",
  (_id, service) => {
    const args = render(service);

    it("is bound to the node's address alone, on sorted ports", () => {
      expect(args.ports.filter(({ ip }) => bindsEverywhere(ip) || ip !== site.address)).toEqual([]);
      const internal = args.ports.map((port) => port.internal);
      expect(internal).toEqual([...internal].sort((a, b) => a - b));
    });

    it("runs without root but for the Engine's socket, without capabilities, swap or core dumps, with time to end", () => {
      expect(args.user).toMatch(service.engineSocket === undefined ? /^[1-9]\d*:\d+$/ : /^0:0$/);
      expect(args.memorySwap).toBe(args.memory);
      expect(args.memoryReservation).toBeLessThanOrEqual(args.memory);
      expect(args.destroyGraceSeconds).toBeGreaterThanOrEqual(10);
      expect(args.readOnly || service.image.writableRoot !== undefined).toBe(true);
    });

    it("keeps every secret out of its environment", () => {
      const values = args.envs.filter((entry) =>
        /pass|secret|token|key/i.test(entry.split("=")[0] ?? ""),
      );
      expect(
        values.filter((entry) => !/=(\/run\/secrets\/|\/.*\.pem$|cat |true$|bev$)/.test(entry)),
      ).toEqual([]);
    });
  },
);

it("publishes the ports of the first instance alone", () => {
  const second = render(serviceOf("crypto-analyzer"), { instance: 1 });
  expect(second).toMatchObject({
    name: "bev_crypto_analyzer_2",
    hostname: "crypto-analyzer-2",
    ports: [],
  });
  expect(second.networksAdvanced[0]?.aliases).toEqual(["crypto-analyzer"]);
});

it("asks for the graphics card in the one form that reads back", () => {
  expect(render(serviceOf("knowledge-evolution"))).toMatchObject({ gpus: "all" });
  expect(render(serviceOf("redis"))).not.toHaveProperty("gpus");
});

it("asks no more of a machine that stands for the node than it has", () => {
  const without = { ...site, machine: { cores: 2, gpus: 0 } };
  const service = serviceOf("knowledge-evolution");
  expect(render(service).cpus).toBe("4.0");
  expect(render(service, {}, without)).toMatchObject({ cpus: "2.0" });
  expect(render(service, {}, without)).not.toHaveProperty("gpus");
  expect(render(service, {}, { ...site, machine: { cores: 8, gpus: 1 } })).toMatchObject({
    cpus: "4.0",
    gpus: "all",
  });
});

it("checks as often as the machine allows that stands for the node", () => {
  const service = serviceOf("redis");
  expect(render(service).healthcheck.interval).toBe("10s");
  const lab = { ...site, machine: { cores: 2, gpus: 0, checkSeconds: 30 } };
  expect(render(service, {}, lab).healthcheck.interval).toBe("30s");
});

it("binds its configuration read-only", () => {
  expect(render(serviceOf("redis")).mounts).toContainEqual({
    type: "bind",
    source: "/var/lib/bev/files/abc",
    target: "/usr/local/etc/redis",
    readOnly: true,
  });
});

it("binds the node's files read-only where a row says so, and follows its mounts on a node of its own", () => {
  const exporter = serviceOf("node-exporter");
  const bind = { type: "bind", source: "/", target: "/host", readOnly: true };
  const bindOptions = { propagation: "rslave" };
  expect(render(exporter).mounts).toContainEqual({ ...bind, bindOptions });
  const standIn = { ...site, machine: { cores: 1, gpus: 0 } };
  expect(render(exporter, {}, standIn).mounts).toContainEqual(bind);
});

it("opens the Engine's socket as its owner where a row has it, and another one where that is the node's", () => {
  const bind = { type: "bind", target: "/engine/docker.sock", readOnly: true };
  const proxy = serviceOf("docker-proxy");
  const args = render(proxy);
  expect(args).toMatchObject({ user: "0:0", capabilities: { drops: ["ALL"] }, readOnly: true });
  expect(args.tmpfs["/tmp"]).toMatch(/,uid=0,gid=0$/);
  expect(args.mounts).toContainEqual({ ...bind, source: "/var/run/docker.sock" });
  const machine = { cores: 1, gpus: 0, engineSocket: "/run/lab/docker.sock" };
  expect(render(proxy, {}, { ...site, machine }).mounts).toContainEqual({
    ...bind,
    source: "/run/lab/docker.sock",
  });
});

it("changes the hash with anything that reaches the container", () => {
  const hashOf = (args: ReturnType<typeof render>) =>
    args.labels.find(({ label }) => label === "bev.config-hash")?.value;
  const redis = serviceOf("redis");
  const hashes = [
    hashOf(render(redis)),
    hashOf(render(redis, { image: "redis:8.1" })),
    hashOf(render(redis, { configDirectory: "/var/lib/bev/files/def" })),
    hashOf(render({ ...redis, env: { A: "1" } })),
    // A label: it replaces the container, whose name may hold the hash.
    hashOf(render({ ...redis, family: "edge" })),
    hashOf(render({ ...redis, resources: { ...redis.resources, memory: 1 } })),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashOf(render(redis))).toBe(hashes[0]);
});
