/** What a reviewer must know, from resources as a plan has them. */
import { describe, expect, it } from "@jest/globals";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { COMMAND, CONTAINER, NETWORK, TAILNET_POLICY, VOLUME } from "../../src/lib/resources.ts";
import type { PlannedResource, StackPlan } from "./plan.ts";
import { reviewNode } from "./review.ts";

type Inputs = Record<string, unknown>;

function resource(
  type: string,
  name: string,
  action: PlannedResource["action"],
  before?: Inputs,
  after?: Inputs,
  isRetained = true,
): PlannedResource {
  const facts = (inputs: Inputs) => ({ inputs, parent: "", isProtected: true, isRetained });
  return {
    urn: `${type}::${name}`,
    type,
    name,
    action,
    ...(before && { before: facts(before) }),
    ...(after && { after: facts(after) }),
  };
}

const running = catalog.map((row) => resolveService(row)).filter(({ enabled }) => enabled);
const capacity = { memory: 63488, cpu: 24, gpu: 10 };

function reviewed(
  resources: PlannedResource[],
  outputs: Partial<StackPlan["outputs"]> = {},
  more: Partial<StackPlan> = {},
) {
  const contract = { node: "thanos", address: "100.64.0.1", endpoints: {}, verifiers: {} };
  const plan: StackPlan = {
    stack: "thanos",
    resources,
    outputs: { before: { contract }, after: { contract }, ...outputs },
    violations: [],
    errors: [],
    failed: false,
    isComplete: true,
    ...more,
  };
  return reviewNode(plan, { running, capacity: { before: capacity, after: capacity } });
}

const mount = (source: string, target = "/data") => ({ mounts: [{ source, target }] });

describe("data is at risk", () => {
  const volume = (action: PlannedResource["action"], isRetained = true) =>
    resource(VOLUME, "db-data", action, { name: "v" }, { name: "v" }, isRetained);

  it("where its volume is replaced", async () => {
    const { dataAtRisk } = await reviewed([volume("replaced", false)]);
    expect(dataAtRisk).toEqual(["`db-data`: volume `v` is replaced, its data goes with it"]);
  });

  it("where its container mounts another one", async () => {
    const db = resource(CONTAINER, "db", "replaced", mount("v"), mount("w"));
    const { dataAtRisk } = await reviewed([db, volume("deleted")]);
    expect(dataAtRisk).toEqual([
      "`db`: volume `v` is deleted, its data stays on the node, where no service has it; at `/data` " +
        "it finds `w` instead",
    ]);
  });

  it("where its container mounts it elsewhere", async () => {
    const db = resource(CONTAINER, "db", "replaced", mount("v"), mount("v", "/other"));
    const { dataAtRisk } = await reviewed([db, volume("same")]);
    expect(dataAtRisk).toEqual([
      "`db`: volume `v` is mounted at `/other`, its data was at `/data`",
    ]);
  });

  it("not where only its container is replaced", async () => {
    const db = resource(CONTAINER, "db", "replaced", mount("v"), mount("v"));
    expect((await reviewed([db, volume("same")])).dataAtRisk).toEqual([]);
  });

  it("not where nothing protects the volume", async () => {
    const cache = resource(VOLUME, "cache", "deleted", { name: "v" });
    const facts = { inputs: { name: "v" }, parent: "", isProtected: false, isRetained: false };
    expect((await reviewed([{ ...cache, before: facts }])).dataAtRisk).toEqual([]);
  });
});

describe("is interrupted", () => {
  const labelled = (service: string) => ({ labels: [{ label: "bev.service", value: service }] });

  it("a service whose container is replaced, and not one that is updated in place", async () => {
    const { interruption } = await reviewed([
      resource(CONTAINER, "postgres", "replaced", labelled("postgres"), labelled("postgres")),
      resource(CONTAINER, "neo4j", "changed", labelled("neo4j"), labelled("neo4j")),
    ]);
    expect(interruption.map(({ name }) => name)).toEqual(["postgres"]);
    expect(interruption[0]?.dependents).toContainEqual({
      name: "postgres-replica",
      node: "oracle1",
    });
  });

  it("a service with data that the change has no row for any more", async () => {
    const { interruption } = await reviewed([
      resource(CONTAINER, "old", "deleted", { ...labelled("old"), ...mount("v") }),
      resource(VOLUME, "old-data", "same", { name: "v" }, { name: "v" }),
    ]);
    expect(interruption).toEqual([{ name: "old", node: "thanos", stateful: true, dependents: [] }]);
  });

  it("a service whose network is replaced", async () => {
    const inputs = { ...labelled("postgres"), networksAdvanced: [{ name: "bev_data_v1" }] };
    const { interruption } = await reviewed([
      resource(CONTAINER, "postgres", "same", inputs, inputs),
      resource(CONTAINER, "neo4j", "same", labelled("neo4j"), labelled("neo4j")),
      resource(NETWORK, "data", "replaced", { name: "bev_data_v1" }, { name: "bev_data_v1" }),
    ]);
    expect(interruption.map(({ name }) => name)).toEqual(["postgres"]);
  });

  it("not one behind a proxy, unless it is deleted", async () => {
    const nginx = running.find(({ behind }) => behind !== undefined)?.name ?? "";
    const outputs = { before: {}, after: {} };
    const plan = (action: PlannedResource["action"]) => ({
      stack: "oracle1",
      resources: [resource(CONTAINER, nginx, action, labelled(nginx), labelled(nginx))],
      ...{ outputs, violations: [], errors: [], failed: false, isComplete: true },
    });
    const facts = { running, capacity: { before: capacity, after: capacity } };
    expect((await reviewNode(plan("replaced"), facts)).interruption).toEqual([]);
    expect((await reviewNode(plan("deleted"), facts)).interruption).toHaveLength(1);
  });
});

describe("of files", () => {
  const script = (stdin: unknown) => ({ create: "apply the data objects of db", stdin });

  it("a changed script is shown, without what checks a login", async () => {
    const verifier = "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy";
    const command = resource(
      COMMAND,
      "db-data",
      "changed",
      script("a\n"),
      script(`b '${verifier}'\n`),
    );
    const { files } = await reviewed([command]);
    expect(files.map(({ file }) => file)).toEqual(["db-data/script"]);
    expect(files[0]?.diff).toContain("-a\n+b 'SCRAM-SHA-256$…'\n");
  });

  it.each([
    ["is a secret", { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" }],
    ["is known after the update", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"],
  ])("one that %s is not shown", async (_what, stdin) => {
    const command = resource(COMMAND, "db-data", "created", undefined, script(stdin));
    expect((await reviewed([command])).files).toEqual([]);
  });

  it("the tailnet's policy is shown as it changes", async () => {
    const policy = (acl: string) => ({ acl });
    const changed = resource(
      TAILNET_POLICY,
      "tailnet",
      "changed",
      policy('{\n"grants": [],\n}\n'),
      policy('{\n"grants": [], // none\n}\n'),
    );
    const { files } = await reviewed([changed]);
    expect(files.map(({ file }) => file)).toEqual(["tailnet/policy.hujson"]);
    expect(files[0]?.diff).toContain('-"grants": [],\n+"grants": [], // none\n');
  });

  it("a policy that only the update knows is not shown", async () => {
    const acl = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const created = resource(TAILNET_POLICY, "tailnet", "created", undefined, { acl });
    expect((await reviewed([created])).files).toEqual([]);
  });

  it("secret files are never shown, even if the engine has not hidden them", async () => {
    const delivery = { create: "deliver secrets of bev_db_secrets", stdin: "cGFzc3dvcmQ=" };
    const command = resource(COMMAND, "db-secrets-delivery", "created", undefined, delivery);
    expect((await reviewed([command])).files).toEqual([]);
  });
});

describe("the contract", () => {
  const contract = (port: number, address = "100.64.0.1") => ({
    contract: { node: "thanos", address, endpoints: { postgres: { sql: port } }, verifiers: {} },
  });

  it("names who uses an endpoint that moves", async () => {
    const node = await reviewed([], { before: contract(5432), after: contract(5442) });
    expect(node.contract).toMatchObject([
      { what: "postgres sql", before: "port 5432", after: "port 5442" },
    ]);
    const consumers = node.contract?.[0]?.consumers ?? [];
    expect(consumers).toContainEqual({ name: "postgres-replica", node: "oracle1" });
    expect(consumers.filter(({ node: here }) => here === "thanos")).toEqual([]);
  });

  it("names who watches an endpoint that goes", async () => {
    const endpoints = { "gpu-exporter": { metrics: 9400 } };
    const before = { contract: { ...contract(5432).contract, endpoints } };
    const after = { contract: { ...contract(5432).contract, endpoints: {} } };
    expect((await reviewed([], { before, after })).contract).toEqual([
      {
        ...{ what: "gpu-exporter metrics", before: "port 9400" },
        consumers: [{ name: "prometheus", node: "oracle1" }],
      },
    ]);
  });

  it("names all who use the node when its address moves", async () => {
    const after = contract(5432, "100.64.0.2");
    const [change] = (await reviewed([], { before: contract(5432), after })).contract ?? [];
    expect(change).toMatchObject({ what: "address", before: "100.64.0.1", after: "100.64.0.2" });
    expect(change?.consumers).toContainEqual({ name: "elasticsearch-monitoring", node: "oracle1" });
  });

  it("is unknown where the engine does not know it", async () => {
    const after = { contract: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    expect((await reviewed([], { before: contract(5432), after })).contract).toBeUndefined();
  });

  it("is not judged where the program stopped before it said", async () => {
    const outputs = { before: contract(5432), after: contract(5442) };
    const node = await reviewed([], outputs, { failed: true, isComplete: false });
    expect([node.contract, node.capacity]).toEqual([[], []]);
  });
});

it("has what the plan waits for", async () => {
  const waits = ["oracle1/consul: m"];
  expect((await reviewed([], { after: { waits } })).waits).toEqual(waits);
  expect((await reviewed([])).waits).toEqual([]);
});

it("counts what the containers and components themselves reserve", async () => {
  const container = (memory: number) => ({ memoryReservation: memory, cpuShares: 512 });
  const node = await reviewed([
    resource(CONTAINER, "a", "replaced", container(100), container(300)),
    resource(CONTAINER, "b", "created", undefined, container(50)),
    resource("bev:ai:GpuService", "b", "created", undefined, { service: "b", gpuUnits: 2 }),
  ]);
  expect(node.capacity.map(({ resource: what, before, after }) => [what, before, after])).toEqual([
    ["memory", 100, 350],
    ["cpu", 0.5, 1],
    ["gpu", 0, 2],
  ]);
});
