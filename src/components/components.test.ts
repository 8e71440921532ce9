/** Each class earns its place by an invariant: here each one is broken, and holds. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Service } from "../catalog/resolve.ts";
import { canary, record } from "../../test/kit/mocks.ts";
import type { Recorded } from "../../test/kit/mocks.ts";
import { createSite, serviceLike } from "../../test/kit/site.ts";
import { regions } from "../catalog/regions.ts";
import { Cluster } from "./cluster.ts";
import { Database } from "./database.ts";
import { EdgeRegion } from "./edge-region.ts";
import { GpuService } from "./gpu-service.ts";
import { DeployedService } from "./service.ts";
import type { DeploymentSite } from "./site.ts";

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:local:Command";
const VOLUME = "docker:index/volume:Volume";

function deploy(
  service: Service,
  {
    Component = DeployedService,
    services = [service],
    others = [serviceLike("postgres-proxy")],
    ...changes
  }: Deploy = {},
): Promise<Recorded<DeployedService>> {
  return record(() => {
    const site = createSite(services, { others, ...changes });
    return new Component(
      service.name,
      { service, site },
      { parent: site.host, provider: site.host.provider },
    );
  });
}

interface Deploy extends Partial<DeploymentSite> {
  Component?: typeof DeployedService | typeof Database | typeof GpuService;
}

describe("Host", () => {
  it("gives each trust zone a network of its own, in a subnet of its own", async () => {
    const { ofType } = await deploy(serviceLike("redis-thanos"));
    const subnets = ofType("docker:index/network:Network").map(({ name, inputs }) => [
      name,
      (inputs["ipamConfigs"] as { subnet: string }[])[0]?.subnet,
    ]);
    expect(subnets).toEqual([
      ["thanos-data", "172.30.0.0/24"],
      ["thanos-app", "172.30.1.0/24"],
      ["thanos-ops", "172.30.2.0/24"],
      ["thanos-security", "172.30.3.0/24"],
      ["thanos-web", "172.30.4.0/24"],
      ["thanos-dev", "172.30.5.0/24"],
    ]);
  });

  it("reaches the Engine over ssh without questions, and over one connection", async () => {
    const { find } = await deploy(serviceLike("redis-thanos"));
    const { inputs } = find("pulumi:providers:docker", "thanos-docker");
    expect(inputs["host"]).toBe("ssh://thanos");
    expect(inputs["sshOpts"]).toContain('"BatchMode=yes"');
    expect(inputs["sshOpts"]).toContain('"ControlMaster=auto"');
  });

  it("is the provider of everything on its machine", async () => {
    const { registrations } = await deploy(serviceLike("postgres"));
    const docker = registrations.filter(({ type }) => type.startsWith("docker:"));
    expect(new Set(docker.map(({ provider }) => provider))).toEqual(new Set(["thanos-docker"]));
  });
});

describe("DeployedService", () => {
  let postgres: Recorded<DeployedService>;
  beforeAll(async () => {
    postgres = await deploy(serviceLike("postgres"));
  });

  it("starts its container after image, volumes, networks and files", () => {
    const { dependencies } = postgres.find(CONTAINER, "postgres");
    expect(dependencies).toEqual(
      expect.arrayContaining(["postgres-image", "postgres-data", "thanos-data"]),
    );
    const files = dependencies.filter((name) => name.startsWith("postgres-secrets"));
    expect(files).not.toEqual([]);
  });

  it("counts as deployed only behind its gate, which is tied to the container's id", () => {
    const gate = postgres.find(COMMAND, "postgres-live");
    expect(gate.dependencies).toContain("postgres");
    expect((gate.inputs["triggers"] as string[])[0]).toBe("postgres-id");
    expect((gate.inputs["environment"] as Record<string, string>)["BEV_PIDS"]).toBe("2048");
  });

  it("replaces the container for changes that the provider would only report", () => {
    expect(postgres.find(CONTAINER, "postgres")).toMatchObject({
      replaceOnChanges: ["healthcheck", "tmpfs", "init", "cpuPeriod", "cpuQuota"],
      deleteBeforeReplace: true,
    });
  });

  it("protects a volume with data in production, and no volume in the lab", async () => {
    const guard = { ignoreChanges: ["labels", "driverOpts"] };
    expect(postgres.find(VOLUME, "postgres-data")).toMatchObject({
      ...guard,
      protect: true,
      retainOnDelete: true,
    });
    const lab = await deploy(serviceLike("postgres"), { protect: false });
    expect(lab.find(VOLUME, "postgres-data")).toMatchObject({
      ...guard,
      protect: false,
      retainOnDelete: false,
    });
  });

  it("does not protect a volume that nothing is saved from", async () => {
    const { find } = await deploy(serviceLike("neo4j"));
    expect(find(VOLUME, "neo4j-logs")).toMatchObject({ protect: false });
    expect(find(VOLUME, "neo4j-data")).toMatchObject({ protect: true });
  });

  it("gives another configuration another container, unless its product takes it while it runs", async () => {
    const facts = async (name: string, exporters: readonly string[]) => {
      const service = serviceLike(name);
      const rows = exporters.map((exporter) => serviceLike(exporter));
      const { find } = await deploy(service, { services: [service, ...rows] });
      const { mounts, labels } = find(CONTAINER, name).inputs;
      return {
        container: JSON.stringify({ mounts, labels }),
        files: find(COMMAND, `${name}-config`).inputs["stdin"],
        reload: () => find(COMMAND, `${name}-reload`).inputs,
      };
    };
    const before = await facts("prometheus", []);
    const after = await facts("prometheus", ["gpu-exporter"]);
    expect(after.files).not.toBe(before.files);
    expect(after.container).toBe(before.container);
    expect(after.container).toContain('"/var/lib/bev/prometheus/live"');
    expect(after.reload()["create"]).toBe("let bev_prometheus read its files again");
    expect(after.reload()["triggers"]).not.toEqual(before.reload()["triggers"]);

    const nginx = await facts("nginx", []);
    expect(nginx.container).toMatch(/"\/var\/lib\/bev\/nginx\/[0-9a-f]{64}"/);
    expect(nginx.reload).toThrow();
  });

  it("passes secrets as secrets, to one owner, and nowhere else", () => {
    const delivery = postgres.find(COMMAND, "postgres-secrets-delivery");
    expect(delivery.secretInputs).toEqual(["stdin"]);
    expect(delivery.inputs["logging"]).toBe("none");
    const archive = Buffer.from(String(delivery.inputs["stdin"]), "base64").toString("latin1");
    expect(archive).toContain(canary("postgres-password"));
    const others = postgres.registrations.filter((one) => one !== delivery);
    expect(JSON.stringify(others)).not.toContain(canary("postgres-password"));
  });

  it("waits for what it needs", async () => {
    const { find } = await record(() => {
      const [first, second] = [serviceLike("t2v-transformers"), serviceLike("weaviate")];
      const site = createSite([first, second]);
      const opts = { parent: site.host, provider: site.host.provider };
      const needed = new DeployedService(first.name, { service: first, site }, opts);
      return new DeployedService(second.name, { service: second, site, after: [needed] }, opts);
    });
    expect(find(CONTAINER, "weaviate").dependencies).toContain("t2v-transformers-live");
  });

  it("parents everything it makes to itself, under names that begin with its own", () => {
    const own = postgres.registrations.filter(({ name }) => name.startsWith("postgres-"));
    const parents = new Set(own.map(({ parent }) => parent));
    expect([...parents].sort()).toEqual([
      ...["postgres", "postgres-secrets", "thanos", "thanos-certificates"],
    ]);
    expect(own.find(({ parent }) => parent === "thanos")?.name).toBe("postgres-password");
  });
});

describe("Database", () => {
  it.each([
    [
      "a volume that is backed up",
      { volumes: [{ name: "data", path: "/data", backup: "none" as const }] },
      "thanos/redis-thanos/volumes: must have one that is backed up, has none; set it in " +
        "src/catalog/database.ts",
    ],
    [
      "a secret of its own",
      { secrets: [] },
      "thanos/redis-thanos/secrets: must have one of its own, has none; set it in " +
        "src/catalog/database.ts",
    ],
    [
      "a minute to end",
      { graceSeconds: 10 },
      "thanos/redis-thanos/graceSeconds: must be 60 or more, got 10; set it in " +
        "src/catalog/database.ts",
    ],
  ])("does not exist without %s", async (_what, changes, message) => {
    const broken = deploy(serviceLike("redis-thanos", changes), { Component: Database });
    await expect(broken).rejects.toThrow(message);
  });

  it("is registered as a database", async () => {
    const { ofType } = await deploy(serviceLike("redis-thanos"), { Component: Database });
    expect(ofType("bev:database:Database").map(({ inputs }) => inputs["service"])).toEqual([
      "redis-thanos",
    ]);
  });
});

describe("GpuService", () => {
  it("does not exist on a node without a GPU, whatever its row says", async () => {
    const service = serviceLike("knowledge-evolution");
    await expect(deploy(service, { Component: GpuService, stack: "oracle1" })).rejects.toThrow(
      'oracle1/knowledge-evolution/node: must be "thanos", the only node with a GPU, got "oracle1"; ' +
        "set it in src/catalog/gpu-ai.ts",
    );
  });

  it("does not exist without a share of the card", async () => {
    const service = serviceLike("knowledge-evolution", { resources: { cpu: 1, memory: 64 } });
    await expect(deploy(service, { Component: GpuService })).rejects.toThrow(
      "thanos/knowledge-evolution/resources/gpu: must be above 0 units, got 0; set it in " +
        "src/catalog/gpu-ai.ts",
    );
  });

  it("shows policies how much of the card it takes, and asks Docker for the card", async () => {
    const { find } = await deploy(serviceLike("knowledge-evolution"), { Component: GpuService });
    expect(find("bev:ai:GpuService", "knowledge-evolution").inputs).toMatchObject({ gpuUnits: 2 });
    expect(find(CONTAINER, "knowledge-evolution").inputs["gpus"]).toBe("all");
  });
});

describe("Cluster", () => {
  const cluster = (names: string[]) =>
    record(() => {
      const members = names.map((name) => serviceLike(name));
      const site = createSite(members);
      return new Cluster("kafka", { members, site }, { parent: site.host });
    });

  it("does not exist with an even number of members", async () => {
    await expect(cluster(["kafka-1", "kafka-2"])).rejects.toThrow(
      "thanos/kafka/members: must be an odd number, are kafka-1, kafka-2; enable or disable all of " +
        "them in bev:services",
    );
  });

  it("starts its members side by side: none is live alone", async () => {
    const { find } = await cluster(["kafka-1", "kafka-2", "kafka-3"]);
    const waits = ["kafka-1", "kafka-2", "kafka-3"].flatMap((name) =>
      find(CONTAINER, name).dependencies.filter((needed) => needed.endsWith("-live")),
    );
    expect(waits).toEqual([]);
  });
});

describe("EdgeRegion", () => {
  const names = ["edge-coordinator", "local-ai-inference"];
  const region = (services: Service[]) =>
    record(() => {
      const site = createSite(services, { stack: "edge-us-east" });
      const args = { region: regions["us-east"], services, site };
      return new EdgeRegion("edge-us-east", args, { parent: site.host });
    });

  it("refuses a service with a share of a GPU", async () => {
    const greedy = serviceLike("local-ai-inference", { resources: { cpu: 1, memory: 64, gpu: 1 } });
    await expect(region([serviceLike("edge-coordinator"), greedy])).rejects.toThrow(
      "edge-us-east/local-ai-inference/resources/gpu: must be 0 at the edge; set it in " +
        "src/catalog/edge.ts or in bev:services",
    );
  });

  it("does not run without its coordinator", async () => {
    await expect(region([serviceLike("local-ai-inference")])).rejects.toThrow(
      "edge-us-east/services/edge-coordinator: must be enabled in a region that runs, is not",
    );
  });

  it("starts everything after its coordinator", async () => {
    const { find } = await region(names.map((name) => serviceLike(name)));
    expect(find(CONTAINER, "local-ai-inference").dependencies).toContain("edge-coordinator-live");
    expect(find(CONTAINER, "edge-coordinator").dependencies).not.toContain("edge-coordinator-live");
  });

  it("starts every instance of a service, each after the coordinator", async () => {
    const inference = serviceLike("local-ai-inference");
    const twice = { ...inference, replicas: { ...inference.replicas, count: 2 } };
    const { find } = await region([serviceLike("edge-coordinator"), twice]);
    const { dependencies, inputs } = find(CONTAINER, "local-ai-inference-2");
    expect(dependencies).toContain("edge-coordinator-live");
    expect(inputs["hostname"]).toBe("local-ai-inference-2");
  });
});
