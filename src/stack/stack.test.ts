/** What a whole stack registers, and what it refuses before. */
import { expect, it } from "@jest/globals";
import {
  CONTRACTS,
  contractWith,
  deploy,
  everyStack,
  lockFile,
  resolvedLock,
} from "../../test/kit/deployed-stack.ts";
import { canary, record, settled } from "../../test/kit/mocks.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { catalog } from "../catalog/index.ts";
import { stackNames } from "../catalog/nodes.ts";
import { renderContainers } from "../container/rendered-service.ts";
import { planStack } from "./plan.ts";
import { deployStack } from "./stack.ts";

const lock = resolvedLock();

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

it.each(["oracle1", "thanos", "starlord"])(
  "registers each resource of %s once, because the engine refuses the second",
  async (stack) => {
    const { registrations } = await deploy(stack);
    const names = registrations.map(({ type, name }) => `${type} ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  },
);

it("lists the images that no registry has confirmed", async () => {
  const { result } = await deploy("starlord");
  expect(result.unresolvedImages).toContain("redis:8.0-bookworm");
});

it("refuses an update with such an image", async () => {
  const stacks = { ...everyStack, oracle1: { contract: contractWith("oracle1") } };
  await expect(deploy("starlord", { preview: false, stacks })).rejects.toThrow(
    /^images: each must have a digest that a registry has confirmed, these have none: .*redis:8\.0-bookworm.*; run npx bev images lock where their registries can be reached$/,
  );
});

it("runs exactly what the registries confirmed", async () => {
  const { ofType } = await deploy("thanos", {}, { imageLock: lock });
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
  const contract = contractWith("oracle1");
  const stacks = { ...everyStack, oracle1: { contract } };
  const changes = { imageLock: lock };
  const { result } = await deploy("thanos", { preview: false, stacks }, changes);
  expect(result.references).toEqual({ oracle1: "deployed at 100.96.197.84 (as published)" });
});

it("publishes how the replica's login is checked, and not its password", async () => {
  const { result } = await deploy("oracle1");
  const { verifiers } = await settled(result.contract);
  expect(Object.keys(verifiers)).toEqual([
    "postgres-replica/replication",
    "postgres-wal/replication",
    "backup-oracle1/login",
  ]);
  expect(verifiers["postgres-replica/replication"]).toMatch(/^SCRAM-SHA-256\$4096:/);
  expect(verifiers["backup-oracle1/login"]).toMatch(/^\{SHA\}/);
  for (const secret of ["postgres-replica-replication", "backup-oracle1-login"])
    expect(JSON.stringify(verifiers)).not.toContain(canary(secret));
});

it("lets the replica into PostgreSQL once ORACLE1 has published its verifier", async () => {
  const script = async (published: Record<string, unknown>) => {
    const { find } = await deploy("thanos", { stacks: { ...everyStack, oracle1: published } });
    return String(find("command:local:Command", "postgres-data").inputs["stdin"]);
  };
  const verifiers = {
    "postgres-replica/replication": "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy",
  };
  const contract = { ...CONTRACTS.oracle1, verifiers };
  const login =
    "alter role \"postgres_replica\" login replication password 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy';";
  expect(await script({ contract })).toContain(login);
  expect(await script({})).not.toContain('"postgres_replica"');
});

it("lets those into ORACLE1's store whose verifiers are published, and needs no stack of STARLORD", async () => {
  const logins = async (stacks: Record<string, Record<string, unknown>>) => {
    const { find, result } = await deploy("oracle1", { stacks });
    const { references } = result;
    const { inputs } = find("command:local:Command", "backup-store-oracle1-data");
    const lines = String(inputs["stdin"]).match(/^\w+:\{SHA\}.*$/gm) ?? [];
    return { lines, knows: Object.keys(references) };
  };
  const publishedBy = (node: "thanos" | "starlord", hash: string) => ({
    contract: { ...contractWith(node), verifiers: { [`backup-${node}/login`]: `{SHA}${hash}=` } },
  });
  const thanos = publishedBy("thanos", "dGhhbm9zdGhhbm9zdGhhbm9zdGg");
  const starlord = publishedBy("starlord", "c3RhcmxvcmRzdGFybG9yZHN0YXI");
  const both = await logins({ ...everyStack, thanos, starlord });
  expect(both.lines).toEqual([
    "thanos:{SHA}dGhhbm9zdGhhbm9zdGhhbm9zdGg=",
    "starlord:{SHA}c3RhcmxvcmRzdGFybG9yZHN0YXI=",
  ]);
  const alone = await logins({ oracle1: {}, thanos });
  expect(alone.lines).toEqual(both.lines.slice(0, 1));
  expect(alone.knows).toContain("starlord");
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

it("takes no verifier that could be more than one", async () => {
  const verifiers = { "postgres-replica/replication": "SCRAM-SHA-256$1:a$b:c'; drop table x" };
  const contract = { ...CONTRACTS.oracle1, verifiers };
  await expect(
    deploy("thanos", { stacks: { ...everyStack, oracle1: { contract } } }),
  ).rejects.toThrow(
    /^oracle1\/contract\/verifiers\/postgres-replica\/replication: a SCRAM or htpasswd verifier; run pulumi up --stack oracle1/,
  );
});

it("refuses a stack that is not where the node table has it", async () => {
  const contract = { ...CONTRACTS.oracle1, address: "100.96.197.85" };
  const stacks = { ...everyStack, oracle1: { contract } };
  await expect(deploy("thanos", { stacks })).rejects.toThrow(
    'oracle1/contract/address: must be "100.96.197.84" as the node table says, is published as ' +
      '"100.96.197.85"; set it in src/catalog/nodes.ts, or set bev:peers.oracle1',
  );
});

it("says what another stack has switched off that this one needs, and refuses an update", async () => {
  const contract = contractWith("oracle1", { consul: { enabled: false } });
  const stacks = { ...everyStack, oracle1: { contract } };
  const fault =
    "thanos/consul-agent/dependsOn/consul: must be enabled, is disabled (as oracle1 has published); run pulumi " +
    "config set --path bev:services.consul.enabled true --stack oracle1 and npx bev up oracle1, or disable consul-agent";
  expect((await deploy("thanos", { stacks })).result.waits).toEqual([fault]);
  const changes = { imageLock: lock };
  await expect(deploy("thanos", { preview: false, stacks }, changes)).rejects.toThrow(fault);
});

it("is updated while a stack that it can do without has switched off what it needs", async () => {
  const contract = contractWith("thanos", { postgres: { enabled: false } });
  const stacks = { ...everyStack, thanos: { contract } };
  const { result } = await deploy("oracle1", { preview: false, stacks }, { imageLock: lock });
  expect(result.waits).toContainEqual(
    "oracle1/postgres-replica/dependsOn/postgres: must be enabled, is disabled (as thanos has published); run pulumi " +
      "config set --path bev:services.postgres.enabled true --stack thanos and npx bev up thanos, or disable postgres-replica",
  );
});

it("publishes which of its services are on", async () => {
  const { result } = await deploy(
    "thanos",
    {},
    { services: { "gpu-exporter": { enabled: false } } },
  );
  const { services, endpoints } = await settled(result.contract);
  expect(services).toMatchObject({ "gpu-exporter": false, postgres: true });
  expect(endpoints).not.toHaveProperty("gpu-exporter");
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
  const room = { "darknet-analyzer": { enabled: false } };
  const changes = { services: { ...room, "crypto-analyzer": { replicas: 2 } } };
  const { find } = await deploy("oracle1", {}, changes);
  const second = find("docker:index/container:Container", "crypto-analyzer-2").inputs;
  expect([second["name"], second["ports"]]).toEqual(["bev_crypto_analyzer_2", []]);
});

it("deploys an edge region as a stack of its own, once its services are enabled", async () => {
  const names = catalog.filter(({ node }) => node === "edge-us-east").map(({ name }) => name);
  const services = Object.fromEntries(names.map((name) => [name, { enabled: true }]));
  const { ofType } = await deploy("edge-us-east", {}, { services });
  expect(ofType("bev:edge:Region")[0]?.inputs).toEqual({ region: "us-east-1" });
  expect(
    ofType("docker:index/container:Container")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(names.sort());
});

it("refuses a stack that is no node and no region", async () => {
  await expect(record(() => deployStack("thanso", trackedConfig("thanos")))).rejects.toThrow(
    `stack: must be one of ${stackNames().join(", ")}, got "thanso"; choose one with --stack`,
  );
});

it("reports every fault of a plan at once, and registers nothing", async () => {
  const changes = { services: { postgres: { enabled: false }, reddis: { enabled: true } } };
  const planned = deploy("thanos", {}, changes);
  await expect(planned).rejects.toThrow(/bev:services\.reddis: .*\n.*dependsOn\/postgres: /);
});

it("says what is wrong with an image lock", async () => {
  await expect(deploy("thanos", {}, { imageLock: "absent.json" })).rejects.toThrow(
    /^absent\.json: must exist, does not; restore it with git checkout, then run npx bev images lock$/,
  );
  const file = lockFile({ "redis:8": { state: "resolved", digest: "sha256:1" } });
  await expect(deploy("thanos", {}, { imageLock: file })).rejects.toThrow(
    "redis:8/digest: Invalid string: must match pattern /^sha256:[0-9a-f]{64}$/",
  );
});
