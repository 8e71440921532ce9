/** Every service of the three nodes, as it runs: read only. */
import { describe, expect, it } from "@jest/globals";
import { imageName } from "../../lab/images/double.ts";
import { recipes } from "../../lab/images/recipes.ts";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import type { DataObjects } from "../../src/catalog/types.ts";
import { succeeded } from "../kit/engine.ts";
import { addressOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";

const enabled = catalog.filter(({ disabled }) => disabled === undefined);
const nodes = nodeNames;

/** Software that is never a double in the lab. */
const REAL: Record<NodeName, string[]> = {
  oracle1: [
    ...["vault", "postgres-replica", "redis", "prometheus", "alertmanager", "node-exporter"],
    ...["redis-exporter", "blackbox-exporter", "haproxy", "nginx", "tor"],
    ...["geo-router", "edge-node-management"],
  ],
  thanos: [
    ...["postgres", "redis-thanos", "connection-pooler", "neo4j"],
    ...["node-exporter", "postgres-exporter", "redis-exporter"],
    ...["rabbitmq-1", "rabbitmq-2", "rabbitmq-3", "kafka-1", "kafka-2", "kafka-3"],
  ],
  starlord: ["staging-postgres", "staging-redis", "staging-vault", "node-exporter"],
};

/** Numbers of services, of live, ready and doubles, as the table of `bev verify` has them. */
function expectedRow(node: string): RegExp {
  const services = enabled.filter((row) => row.node === node);
  const real = services.filter((row) => recipes[imageName(row)]).length;
  const all = (count: number): string => `${String(count)} of ${String(count)}`;
  const counts = [all(real), all(real), all(services.length - real)].join(" +");
  return new RegExp(`${node} +${String(services.length)} +${counts}`);
}

/** The first answer after a start may come before the first work is done. */
function answer(url: string, holds: (body: string) => boolean = Boolean): Promise<string> {
  const get = async () => (await fetch(url)).text();
  return ask(() => get().catch(String), holds);
}

function labelsOf({ Config }: { Config: Record<string, unknown> }): Record<string, string> {
  return Config["Labels"] as Record<string, string>;
}

/** Data objects of a row. */
function dataOf<Engine extends DataObjects["engine"]>(service: string, engine: Engine) {
  const data = catalog.find(({ name }) => name === service)?.data;
  if (data?.engine !== engine) throw new Error(`${service} has no data objects of ${engine}`);
  return data as Extract<DataObjects, { engine: Engine }>;
}

describe("the lab", () => {
  it("has every enabled service live and ready, and counts doubles apart", async () => {
    const { output } = await succeeded(lab.verified());
    for (const node of nodes) expect(output).toMatch(expectedRow(node));
  });

  it.each(nodes)("has nothing to change on %s, with and without a refresh", async (stack) => {
    await lab.expectNoChanges(stack);
    await lab.expectNoChanges(stack, "--refresh");
  });

  it("listens on the nodes' own addresses only", async () => {
    for (const node of nodes) {
      const listening = await lab.ssh(node, "ss -Hltun | awk '{print $5}'");
      const addresses = listening.split("\n").map((one) => one.replace(/:\d+$/, ""));
      expect(new Set(addresses)).toEqual(new Set([addressOf(node)]));
    }
  });
});

describe.each(nodes)("the containers of %s", (node) => {
  it("run without root, without capabilities and within limits", async () => {
    for (const { Config, HostConfig, Mounts } of await lab.containers(node)) {
      // The Engine's socket is root's (ADR-0020).
      const hasSocket = Mounts.some(({ Source }) => Source.endsWith("/docker.sock"));
      expect(Config["User"]).toMatch(hasSocket ? /^0:0$/ : /^[1-9]\d*:\d+$/);
      expect(HostConfig).toMatchObject({
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges:true"],
      });
      expect(HostConfig["PidsLimit"]).toBeGreaterThan(0);
      expect(HostConfig["Memory"]).toBeGreaterThan(0);
    }
  });

  it("run the software itself where the platform needs it", async () => {
    const labels = (await lab.containers(node)).map(labelsOf);
    const software = labels.filter((one) => one["bev.double"] === undefined);
    const names = software.map((one) => one["bev.service"]);
    expect(names).toEqual(expect.arrayContaining(REAL[node]));
  });

  it("have a read-only root, unless their image says why not", async () => {
    const writable = (await lab.containers(node))
      .filter(({ HostConfig }) => HostConfig["ReadonlyRootfs"] !== true)
      .map((container) => labelsOf(container)["bev.service"] ?? "");
    const own = enabled.filter((row) => row.node === node).map((row) => resolveService(row));
    const allowed = own.filter(({ image }) => image.writableRoot !== undefined);
    expect(writable.sort()).toEqual(allowed.map(({ name }) => name).sort());
  });

  it("export the machine's measurements", async () => {
    const metrics = await answer(`http://${addressOf(node)}:9100/metrics`);
    expect(metrics).toMatch(/^node_memory_MemTotal_bytes \d/m);
  });
});

it.each([
  ["health", 200, "status: live"],
  ["ready", 503, "missing: its software"],
])("says for a double in /%s what it is", async (path, status, said) => {
  const answer = await fetch(`http://${addressOf("oracle1")}:8016/${path}`);
  expect([answer.status, await answer.text()]).toEqual([
    status,
    `a double of health-monitor; ${said}\n`,
  ]);
});

describe("the brokers", () => {
  /** A list that one RabbitMQ node gives, with its columns by name. */
  async function rabbitmqList(...command: string[]): Promise<Record<string, unknown>[]> {
    const ctl = ["rabbitmqctl", "--quiet", "--formatter", "json"];
    const text = await lab.exec("thanos", "rabbitmq-2", ...ctl, ...command);
    return JSON.parse(text) as Record<string, unknown>[];
  }

  it("hold Kafka's topics of the catalogue, with their partitions and replicas", async () => {
    const tool = "/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka-2:19092 --describe";
    const described = await lab.exec("thanos", "kafka-2", "sh", "-c", tool);
    const found = [
      ...described.matchAll(/^Topic: (\S+)\s.*PartitionCount: (\d+)\s+ReplicationFactor: (\d+)/gm),
    ].map(([, name, partitions, replication]) => ({
      name,
      partitions: Number(partitions),
      replication: Number(replication),
    }));
    const { topics } = dataOf("kafka-1", "kafka");
    const own = found.filter(({ name }) => !name?.startsWith("__"));
    expect(own).toHaveLength(topics.length);
    expect(own).toEqual(expect.arrayContaining(topics));
  });

  it("hold RabbitMQ's vhosts, user and replicated queues of the catalogue", async () => {
    const { vhosts, queues } = dataOf("rabbitmq-1", "rabbitmq");
    const names = (await rabbitmqList("list_vhosts", "name")).map(({ name }) => name);
    expect(names.sort()).toEqual(["/", ...vhosts].sort());
    expect(await rabbitmqList("list_users")).toEqual([{ user: "bev", tags: ["administrator"] }]);
    for (const vhost of vhosts) {
      const permission = { user: "bev", configure: ".*", write: ".*", read: ".*" };
      expect(await rabbitmqList("list_permissions", "--vhost", vhost)).toEqual([permission]);
      const columns = ["name", "type", "members"];
      const listed = await rabbitmqList("list_queues", "--vhost", vhost, ...columns);
      const found = listed.map(({ name, type, members }) => [
        name,
        type,
        (members as string[]).length,
      ]);
      const own = queues.filter((queue) => queue.vhost === vhost);
      expect(found.sort()).toEqual(own.map(({ name }) => [name, "quorum", 3]).sort());
    }
  });
});

describe("the databases", () => {
  it("let the connection pooler's clients in, with the password only", async () => {
    const pooled = (password: string) => {
      const query = `PGPASSWORD=${password} psql -h connection-pooler -p 6432 -U researcher -d osint -Atc 'select 6 * 7'`;
      return lab.try("thanos", "exec", "bev_postgres", "sh", "-c", query);
    };
    expect((await pooled("$(cat /run/secrets/password)")).stdout).toBe("42\n");
    expect((await pooled("wrong")).output).toContain("SASL authentication failed");
  });

  /** Each command of its own tool starts a Java machine. */
  function cypher(statement: string, password = "$(sed 's,^neo4j/,,' /run/secrets/auth)") {
    const command = `NEO4J_USERNAME=neo4j NEO4J_PASSWORD=${password} cypher-shell --format plain "${statement}"`;
    return lab.try("thanos", "exec", "bev_neo4j", "sh", "-c", command);
  }

  it("answer Cypher with Neo4j 5.26, with the password only", async () => {
    const components = await cypher("CALL dbms.components() YIELD versions, edition");
    expect(components.stdout).toContain('["5.26.0"], "community"');
    expect((await cypher("RETURN 1", "wrong-password")).output).toContain(
      "The client is unauthorized due to authentication failure",
    );
  });

  it("let nobody into Redis without the password", async () => {
    for (const [node, service] of Object.entries({ oracle1: "redis", thanos: "redis-thanos" })) {
      const cli = (...args: string[]) => lab.exec(node as NodeName, service, "redis-cli", ...args);
      expect(await cli("get", "greeting")).toContain("NOAUTH");
      expect(await cli("--version")).toMatch(/redis-cli 8\./);
    }
  });
});

interface Up {
  data?: { result: { metric: { job: string; node?: string } }[] };
}

describe("the front door and monitoring", () => {
  const oracle1 = addressOf("oracle1");

  it("reach nginx through HAProxy on the node's port 80", async () => {
    const url = `http://${oracle1}:80`;
    expect(await answer(`${url}/health`, (body) => body === "live\n")).toBe("live\n");
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });

  /** Job and node of each target that answers, one a line. */
  async function jobsThatAreUp(): Promise<string> {
    const url = `http://${oracle1}:9090/api/v1/query?query=up%3D%3D1`;
    const get = async () => (await (await fetch(url)).json()) as Up;
    const body = await get().catch(() => undefined);
    const up = body?.data?.result.map(({ metric: { job, node = "-" } }) => `${job} ${node}`) ?? [];
    return up.sort().join("\n");
  }

  it("scrape with Prometheus 2.53 the exporters of all nodes", async () => {
    const expected = [
      ...["alertmanager oracle1", "blackbox-exporter oracle1", "node-exporters oracle1"],
      ...["container-exporter oracle1", "container-exporter starlord", "container-exporter thanos"],
      ...["node-exporters starlord", "node-exporters thanos", "postgres-exporter thanos"],
      ...["prometheus oracle1", "redis-exporter oracle1", "redis-exporter thanos"],
    ];
    const up = await ask(jobsThatAreUp, (jobs) => expected.every((job) => jobs.includes(job)));
    expect(up.split("\n")).toEqual(expect.arrayContaining(expected));
    const build = await answer(`http://${oracle1}:9090/api/v1/status/buildinfo`);
    expect(build).toContain('"version":"2.53.');
  });

  it("export what PostgreSQL and Redis say of themselves, after a login", async () => {
    const thanos = addressOf("thanos");
    expect(await answer(`http://${thanos}:9187/metrics`)).toMatch(/^pg_up 1$/m);
    for (const address of [thanos, oracle1])
      expect(await answer(`http://${address}:9121/metrics`)).toMatch(/^redis_up 1$/m);
  });

  it("run Alertmanager 0.28 with the rendered route", async () => {
    const status = await answer(`http://${oracle1}:9093/api/v2/status`);
    const { config, versionInfo } = JSON.parse(status) as {
      config: { original: string };
      versionInfo: { version: string };
    };
    expect(versionInfo.version).toMatch(/^0\.28\./);
    expect(config.original).toContain("receiver: critical-database");
  });

  it("see in Tor's check whether its process answers, with or without a way out", async () => {
    const check = () => lab.try("oracle1", "exec", "bev_tor", "timeout", "2", "healthcheck");
    const signal = (which: string) =>
      lab.exec(
        ...(["oracle1", "tor", "sh", "-c"] as const),
        `for folder in /proc/[0-9]*; do grep -qx tor $folder/comm && kill -${which} \${folder#/proc/}; done; true`,
      );
    expect((await check()).code).toBe(0);
    await signal("STOP");
    expect((await check()).code).toBe(124);
    await signal("CONT");
    expect((await check()).code).toBe(0);
  });
});

describe("no password of a service", () => {
  /** Node, service, and the file with a password. */
  const FILES = [
    ["thanos", "rabbitmq-1", "/run/secrets/user.conf"],
    ["thanos", "rabbitmq-1", "/run/secrets/.erlang.cookie"],
    ["thanos", "postgres", "/run/secrets/password"],
    ["thanos", "postgres-exporter", "/run/secrets/password"],
    ["oracle1", "redis-exporter", "/run/secrets/passwords.json"],
    ["oracle1", "redis", "/run/secrets/auth.conf"],
    ["thanos", "neo4j", "/run/secrets/auth"],
  ] as const;

  it("is in what Docker shows, in arguments, logs, state or exports", async () => {
    const passwords = await Promise.all(
      FILES.map(async ([node, service, file]) => {
        const text = await lab.exec(node, service, "cat", file);
        return /\w{40}/.exec(text)?.[0] ?? "";
      }),
    );
    expect(passwords.map((password) => password.length)).toEqual(FILES.map(() => 40));
    const logs = await Promise.all(FILES.map(([node, service]) => lab.log(node, service)));
    const seen = [
      ...logs,
      JSON.stringify(await Promise.all(nodes.map((node) => lab.containers(node)))),
      await lab.docker("thanos", "top", "bev_neo4j"),
      await lab.exec("thanos", "neo4j", "sh", "-c", "cat /logs/* /var/lib/neo4j/conf/*"),
      (await lab.pulumi("stack", "export", "--stack", "thanos")).stdout,
      ...lab.stateFiles(),
    ].join("\n");
    expect(seen).toContain("bev_postgres");
    expect(passwords.filter((password) => seen.includes(password))).toEqual([]);
  });
});
