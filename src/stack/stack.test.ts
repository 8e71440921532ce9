import { expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { canary, record, settled } from "../../test/kit/mocks.ts";
import type { Environment, Recorded } from "../../test/kit/mocks.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { catalog } from "../catalog/index.ts";
import { sha256 } from "../lib/hash.ts";
import { resolveService } from "../catalog/resolve.ts";
import { renderContainers } from "../container/rendered-service.ts";
import { lockKey } from "../rules/images.ts";
import { planStack } from "./plan.ts";
import { deployStack } from "./stack.ts";

const ORACLE1 = { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers: {} };
const VAULT = { authority: "what Vault's own certificate chains to" };
const everyStack = { oracle1: {}, thanos: {}, starlord: {} };

/** A lock in which a registry has confirmed every image. */
const resolvedLock = writeResolvedLock();

function writeResolvedLock(): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-lock-")), "images.lock.json");
  const entry = {
    state: "resolved",
    digest: `sha256:${"a".repeat(64)}`,
    platforms: ["linux/amd64", "linux/arm64"],
  };
  const keys = catalog.map((row) => lockKey(resolveService(row).image));
  writeFileSync(file, JSON.stringify(Object.fromEntries(keys.map((key) => [key, entry]))));
  return file;
}

type Deployed = Recorded<Awaited<ReturnType<typeof deployStack>>>;

/** Each different deployment runs once: the tests only read what it registered. */
const deployed = new Map<string, Promise<Deployed>>();

function deploy(stack: string, environment: Environment = {}, changes: object = {}) {
  const key = JSON.stringify([stack, environment, changes]);
  const found = deployed.get(key) ?? deployAnew(stack, environment, changes);
  deployed.set(key, found);
  return found;
}

function deployAnew(stack: string, environment: Environment, changes: object): Promise<Deployed> {
  const tracked = trackedConfig(stack.startsWith("edge-") ? "starlord" : stack);
  const config = { ...tracked, ...changes };
  return record(() => deployStack(stack, config), { stack, stacks: everyStack, ...environment });
}

it.each(["oracle1", "thanos", "starlord"])(
  "plans %s before any stack is deployed",
  async (stack) => {
    const { result } = await deploy(stack);
    expect((await settled(result.contract)).address).toBe(trackedConfig(stack).node.address);
    const states = Object.values(result.references);
    expect(states.filter((state) => !state.startsWith("not deployed, expected at 100."))).toEqual(
      [],
    );
  },
);

it.each(["oracle1", "thanos", "starlord"] as const)(
  "registers for %s just the containers and process limits that bev drift expects",
  async (stack) => {
    const { ofType } = await deploy(stack);
    const gates = ofType("command:local:Command").flatMap(({ inputs }) => {
      const { BEV_CONTAINER: name, BEV_PIDS: pids } = (inputs["environment"] ?? {}) as Record<
        string,
        string
      >;
      return name && pids ? [[name, Number(pids)] as const] : [];
    });
    const expected = renderContainers(planStack(stack, trackedConfig(stack)));
    const byName = (args: Record<string, unknown>): [unknown, object] => [args["name"], args];
    expect(
      new Map(ofType("docker:index/container:Container").map(({ inputs }) => byName(inputs))),
    ).toEqual(new Map(expected.map(({ args }) => byName(args))));
    expect(new Map(gates)).toEqual(
      new Map(expected.map(({ args, pidsLimit }) => [args.name, pidsLimit])),
    );
  },
);

it("lists the images that no registry has confirmed", async () => {
  const { result } = await deploy("starlord");
  expect(result.unresolvedImages).toContain("redis:8.0-bookworm");
});

it("refuses an update with such an image", async () => {
  await expect(deploy("starlord", { preview: false })).rejects.toThrow(
    /^images: each must have a digest that a registry has confirmed, these have none: .*redis:8\.0-bookworm.*; run npx bev images lock where their registries can be reached$/,
  );
});

it("runs exactly what the registries confirmed", async () => {
  const { ofType } = await deploy("thanos", {}, { imageLock: resolvedLock });
  const images = ofType("docker:index/container:Container").map(({ inputs }) => inputs["image"]);
  expect(images.filter((image) => !/^[^@]+:[^@]+@sha256:a{64}$/.test(String(image)))).toEqual([]);
});

it("says what to do when another stack does not exist", async () => {
  await expect(deploy("thanos", { stacks: { thanos: {} } })).rejects.toThrow(
    "thanos/references/oracle1: must exist as a stack before thanos can be planned, does not; run " +
      "pulumi stack init oracle1",
  );
});

it("relies on what the other stack has published", async () => {
  const contract = { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers: {} };
  const stacks = { ...everyStack, oracle1: { contract } };
  const changes = { imageLock: resolvedLock };
  const { result } = await deploy("thanos", { preview: false, stacks }, changes);
  expect(result.references).toEqual({ oracle1: "deployed at 100.96.197.84" });
});

it("publishes how the replica's login is checked, and not its password", async () => {
  const { result } = await deploy("oracle1");
  const { verifiers } = await settled(result.contract);
  expect(Object.keys(verifiers)).toEqual(["postgres-replica/replication"]);
  expect(verifiers["postgres-replica/replication"]).toMatch(/^SCRAM-SHA-256\$4096:/);
  expect(JSON.stringify(verifiers)).not.toContain(canary("postgres-replica-replication"));
});

it("lets the replica into PostgreSQL once ORACLE1 has published its verifier", async () => {
  const script = async (published: Record<string, unknown>) => {
    const { find } = await deploy("thanos", { stacks: { ...everyStack, oracle1: published } });
    return String(find("command:local:Command", "postgres-data").inputs["stdin"]);
  };
  const verifiers = {
    "postgres-replica/replication": "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy",
  };
  const contract = { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers };
  const login =
    "alter role \"postgres_replica\" login replication password 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy';";
  expect(await script({ contract })).toContain(login);
  expect(await script({})).not.toContain('"postgres_replica"');
});

it.each(["oracle1", "thanos"] as const)(
  "lets the agent of %s log in, by a step that says no secret-id",
  async (stack) => {
    const contract = { ...ORACLE1, vault: VAULT };
    const stacks = { ...everyStack, oracle1: { contract, vaultToken: "token" } };
    const { find } = await deploy(stack, { stacks });
    const step = find("command:local:Command", "vault-agent-credential");
    expect(step.inputs["create"]).toBe("node ../cli/steps/main.ts vault-agent");
    expect(step.secretInputs).toContain("stdin");
    expect(step.inputs["triggers"]).toEqual([["vault-agent-live-id"]]);
    expect(step.dependencies).toEqual(
      expect.arrayContaining(["vault-agent-live", `node-agent-${stack}-role`]),
    );
    expect(JSON.parse(String(step.inputs["stdin"]))).toMatchObject({
      address: "https://100.96.197.84:8200",
      role: `node-agent-${stack}`,
      volume: "bev_vault_agent_data",
      user: "100:1000",
    });
  },
);

it.each([
  ["writes", "an update", false],
  ["does not write", "a preview", true],
])("%s the authority for Vault's provider in %s", async (_does, _what, preview) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bev-authority-"));
  const file = path.join(folder, ".bev", "vault", "bev_authority.pem");
  const before = process.cwd();
  const src = path.join(folder, "src");
  mkdirSync(src);
  process.chdir(src);
  try {
    const stacks = { ...everyStack, oracle1: { contract: { ...ORACLE1, vault: VAULT } } };
    await deployAnew("thanos", { preview, stacks }, { imageLock: resolvedLock });
    if (preview) expect(readdirSync(folder)).toEqual(["src"]);
    else expect(readFileSync(file, "utf8")).toBe(VAULT.authority);
  } finally {
    process.chdir(before);
  }
});

it("has the folders in memory before the containers that mount them", async () => {
  const { find } = await deploy("thanos");
  const volume = find("docker:index/volume:Volume", "intel-fusion-vault");
  expect(volume.inputs["driverOpts"]).toMatchObject({ type: "tmpfs", device: "tmpfs" });
  for (const name of ["intel-fusion", "vault-agent"]) {
    const { dependencies } = find("docker:index/container:Container", name);
    expect(dependencies).toContain("intel-fusion-vault");
  }
});

it("changes a password nowhere before Vault keeps it", async () => {
  const { find } = await deploy("thanos");
  const kept = "postgres-password-kept";
  expect(find("command:local:Command", "postgres-data").dependencies).toContain(kept);
  // Its children wait until it is registered.
  expect(find("bev:service:SecretFiles", "postgres-secrets").dependencies).toContain(kept);
});

const CONNECTION = "vault:database/secretBackendConnection:SecretBackendConnection";

it("lets Vault make logins in PostgreSQL, once that has the roles for them", async () => {
  const authority = "what Vault's certificates chain to";
  const { find, ofType } = await deploy("thanos", {
    stacks: { ...everyStack, oracle1: { contract: { ...ORACLE1, vault: VAULT, authority } } },
  });
  const { inputs, secretInputs, dependencies } = find(CONNECTION, "postgres-logins-connection");
  expect([...dependencies].sort()).toEqual([
    "postgres-data",
    "postgres-vault-admin",
    "postgres-vault-admin-kept",
  ]);
  expect(inputs["verifyConnection"]).toBe(true);
  expect(inputs["postgresql"]).toEqual({
    connectionUrl:
      "postgresql://{{username}}:{{password}}@100.122.12.53:5432/osint?sslmode=verify-full",
    username: "vault_admin",
    password: canary("postgres-vault-admin"),
    passwordAuthentication: "scram-sha-256",
    tlsCa: authority,
  });
  expect(secretInputs).toContain("postgresql");
  const roles = ofType("vault:database/secretBackendRole:SecretBackendRole");
  expect(roles.map(({ inputs: { name } }) => name)).toEqual(inputs["allowedRoles"]);
  const script = String(find("command:local:Command", "postgres-data").inputs["stdin"]);
  expect(script).toContain('alter role "vault_admin" login createrole');
  expect(script).not.toContain(canary("postgres-vault-admin"));
});

it("has Vault make no logins where it keeps no secrets", async () => {
  const vault = { ...trackedConfig("thanos").vault, enabled: false };
  const { ofType } = await deploy("thanos", {}, { vault });
  expect(ofType(CONNECTION)).toEqual([]);
});

const CERTIFICATE_STEP = "node ../cli/steps/main.ts vault-certificate";
const OWN_STEP = "node ../cli/steps/main.ts certificate";

function certificates({ ofType }: Awaited<ReturnType<typeof deploy>>): Record<string, unknown> {
  const made = ofType("command:local:Command").filter(({ name }) => name.endsWith("-certificate"));
  return Object.fromEntries(
    made.map(({ name, inputs }) => [name.replace("-certificate", ""), inputs["create"]]),
  );
}

it("has Vault issue the certificates of services, but for its own", async () => {
  const oracle1 = await deploy("oracle1");
  expect(certificates(oracle1)).toEqual({
    vault: OWN_STEP,
    consul: CERTIFICATE_STEP,
    "elasticsearch-monitoring": CERTIFICATE_STEP,
    "postgres-replica": CERTIFICATE_STEP,
  });
  const step = oracle1.find("command:local:Command", "postgres-replica-certificate");
  expect(step.secretInputs).toEqual(["stdin"]);
  expect(step.dependencies).toContain("vault-issuer-role");
  const role = oracle1.find(
    "vault:pkiSecret/secretBackendRole:SecretBackendRole",
    "vault-issuer-role",
  );
  expect(role.dependencies).toContain("vault-engines-authority");
  expect(JSON.parse(String(step.inputs["stdin"]))).toMatchObject({
    ...{ address: "https://100.96.197.84:8200", role: "oracle1", name: "postgres-replica" },
    hosts: ["postgres-replica", "localhost", "127.0.0.1", "100.96.197.84"],
  });
  const { authority, vault } = await settled(oracle1.result.contract);
  expect(authority).toBe("certificate of vault-engines-authority\n");
  expect(vault?.authority).toBe("certificate of oracle1-certificates-authority\n");
});

it("lets the role of a node issue in the names of its own services alone", async () => {
  const { ofType } = await deploy("starlord");
  const roles = ofType("vault:pkiSecret/secretBackendRole:SecretBackendRole");
  expect(roles.map(({ inputs }) => inputs["allowedDomains"])).toEqual([
    ["localhost", "staging-postgres"],
  ]);
  expect(roles[0]?.inputs).toMatchObject({
    ...{ name: "starlord", allowSubdomains: false, allowWildcardCertificates: false },
    ...{ allowLocalhost: false, serverFlag: true, clientFlag: false, maxTtl: "15552000" },
  });
});

it("issues certificates itself where there is no Vault", async () => {
  const vault = { ...trackedConfig("thanos").vault, enabled: false };
  const thanos = await deploy("thanos", {}, { vault });
  expect(new Set(Object.values(certificates(thanos)))).toEqual(new Set([OWN_STEP]));
  expect((await settled(thanos.result.contract)).authority).toBe(
    "certificate of thanos-certificates-authority\n",
  );
});

it("issues a rotated certificate again, and reloads its service", async () => {
  const run = { held: {}, previous: {}, rotated: { "postgres/certificate": 2 } };
  const { find } = await deploy("thanos", { stacks: { ...everyStack, thanos: { run } } });
  const triggers = (name: string) => find("command:local:Command", name).inputs["triggers"];
  expect(triggers("postgres-certificate")).toEqual([2]);
  expect(triggers("kafka-1-certificate")).toBeUndefined();
  const reload = find("command:local:Command", "postgres-reload");
  expect(reload.secretInputs).toEqual([]);
  expect(reload.inputs["triggers"]).toContain(sha256("certificate of postgres-certificate\n"));
});

it("lets a client trust what the stack of its server has published", async () => {
  const vault = { ...trackedConfig("oracle1").vault, enabled: false };
  const filesOf = async (published: Record<string, unknown>) => {
    const stacks = { ...everyStack, thanos: published };
    const { find } = await deploy("oracle1", { stacks }, { vault });
    const { inputs } = find("command:local:Command", "postgres-replica-secrets-delivery");
    return Buffer.from(String(inputs["stdin"]), "base64").toString("latin1");
  };
  const contract = { node: "thanos", address: "100.122.12.53", endpoints: {}, verifiers: {} };
  const authority = "what the primary's certificate chains to";
  expect(await filesOf({ contract: { ...contract, authority } })).toContain(authority);
  expect(await filesOf({})).not.toContain("certificate of oracle1-certificates-authority");
});

it("takes no verifier that could be more than one", async () => {
  const verifiers = { "postgres-replica/replication": "SCRAM-SHA-256$1:a$b:c'; drop table x" };
  const contract = { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers };
  await expect(
    deploy("thanos", { stacks: { ...everyStack, oracle1: { contract } } }),
  ).rejects.toThrow(
    /^oracle1\/contract\/verifiers\/postgres-replica\/replication: a SCRAM verifier; run pulumi up --stack oracle1/,
  );
});

it("refuses a stack that is not where the node table has it", async () => {
  const contract = { node: "oracle1", address: "100.96.197.85", endpoints: {}, verifiers: {} };
  const stacks = { ...everyStack, oracle1: { contract } };
  await expect(deploy("thanos", { stacks })).rejects.toThrow(
    'oracle1/contract/address: must be "100.96.197.84" as the node table says, is published as ' +
      '"100.96.197.85"; set it in src/catalog/nodes.ts, or set bev:peers.oracle1',
  );
});

it("makes the three Kafka brokers and the three RabbitMQ nodes clusters", async () => {
  const { ofType } = await deploy("thanos");
  expect(ofType("bev:queue:Cluster").map(({ name, inputs }) => [name, inputs["members"]])).toEqual([
    ["kafka", ["kafka-1", "kafka-2", "kafka-3"]],
    ["rabbitmq", ["rabbitmq-1", "rabbitmq-2", "rabbitmq-3"]],
  ]);
});

it("shares one Erlang cookie between the RabbitMQ nodes", async () => {
  const { ofType } = await deploy("thanos");
  const cookies = ofType("random:index/randomPassword:RandomPassword").filter(({ name }) =>
    name.includes("erlang"),
  );
  expect(cookies.map(({ name }) => name)).toEqual(["rabbitmq-1-.erlang.cookie"]);
});

it("starts every instance of a service that the configuration multiplies", async () => {
  const changes = { services: { "crypto-analyzer": { replicas: 2 } } };
  const { find } = await deploy("oracle1", {}, changes);
  const second = find("docker:index/container:Container", "crypto-analyzer-2").inputs;
  expect([second["name"], second["ports"]]).toEqual(["bev_crypto_analyzer_2", []]);
});

it("deploys an edge region as a stack of its own, once its services are enabled", async () => {
  const names = catalog.filter(({ node }) => node === "edge-us-east").map(({ name }) => name);
  const services = Object.fromEntries(names.map((name) => [name, { enabled: true }]));
  const { ofType } = await deploy("edge-us-east", {}, { services });
  expect(ofType("bev:edge:Region")[0]?.inputs).toEqual({ region: "us-east-1" });
  expect(ofType("docker:index/container:Container").map(({ name }) => name)).toEqual(names);
});

it("refuses a stack that is no node and no region", async () => {
  await expect(record(() => deployStack("thanso", trackedConfig("thanos")))).rejects.toThrow(
    "stack: must be one of oracle1, thanos, starlord, edge-us-east, edge-us-west, edge-eu-central, " +
      'edge-asia-pacific, got "thanso"; choose one with --stack',
  );
});

it("reports every fault of a plan at once, and registers nothing", async () => {
  const changes = { services: { postgres: { enabled: false }, reddis: { enabled: true } } };
  const planned = deploy("thanos", {}, changes);
  await expect(planned).rejects.toThrow(/bev:services\.reddis: .*\n.*dependsOn\/postgres: /);
});

it("says what is wrong with an image lock", async () => {
  await expect(deploy("thanos", {}, { imageLock: "absent.json" })).rejects.toThrow(
    /^absent\.json: must be an image lock, is not \(ENOENT: .*\); run npx bev images lock$/,
  );
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-lock-")), "lock.json");
  writeFileSync(file, JSON.stringify({ "redis:8": { state: "resolved", digest: "sha256:1" } }));
  await expect(deploy("thanos", {}, { imageLock: file })).rejects.toThrow(
    "redis:8/digest: Invalid string: must match pattern /^sha256:[0-9a-f]{64}$/",
  );
});
