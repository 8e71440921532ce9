/** `bev up --local`: brokers, proxies and monitoring for real, and what survives when one is killed. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import path from "node:path";
import { catalog } from "../../src/catalog/index.ts";
import type { DataObjects } from "../../src/catalog/types.ts";
import { describeWithDocker, docker, inspect } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram, madeOnEngine } from "../kit/local-program.ts";
import { ask } from "../kit/patience.ts";
import { reach } from "../kit/tailnet.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const SERVICES: Record<string, string[]> = {
  oracle1: [
    ...["haproxy", "nginx", "tor", "redis", "prometheus", "alertmanager"],
    ...["node-exporter", "redis-exporter", "blackbox-exporter"],
  ],
  thanos: [
    ...["kafka-1", "kafka-2", "kafka-3", "rabbitmq-1", "rabbitmq-2", "rabbitmq-3"],
    ...["postgres", "redis-thanos", "connection-pooler"],
    ...["node-exporter", "postgres-exporter", "redis-exporter"],
  ],
};
/** By label: the name of a container behind a proxy ends in a hash. */
function containers(): Promise<string[]> {
  const found = Object.entries(SERVICES).flatMap(([node, names]) =>
    names.map((name) => {
      const labels = [`label=bev.stack=${node}`, `label=bev.service=${name}`];
      const filters = labels.flatMap((label) => ["--filter", label]);
      return docker("ps", "--all", ...filters, "--format", "{{.Names}}");
    }),
  );
  return Promise.all(found);
}

function container(node: string, service: string): string {
  return `bev_${node}_${service.replaceAll("-", "_")}`;
}

/** Where a container's port answers on this machine. */
function published(name: string, port: number): Promise<string> {
  return docker("port", name, `${String(port)}/tcp`);
}

/** The first answer after a start may come before the first work is done. */
function answer(url: string, holds: (body: string) => boolean): Promise<string> {
  const get = () =>
    fetch(url).then(
      (response) => response.text(),
      (error: unknown) => String(error),
    );
  return ask(get, holds);
}

/** Job and node of each target that answers, one a line. */
async function jobsThatAreUp(address: string): Promise<string> {
  const body = await fetch(`http://${address}/api/v1/query?query=up%3D%3D1`).then(
    (response) => response.json(),
    () => ({}),
  );
  const { data } = body as { data?: { result: { metric: { job: string; node?: string } }[] } };
  const up = data?.result.map(({ metric: { job, node = "-" } }) => `${job} ${node}`) ?? [];
  return up.sort().join("\n");
}

/** One of Kafka's own tools in the second broker, where the first one may be gone. */
async function kafka(tool: string, args: string, input = ""): Promise<string> {
  const command = `printf '${input}' | /opt/kafka/bin/kafka-${tool}.sh --bootstrap-server kafka-2:19092 ${args}`;
  return docker("exec", container("thanos", "kafka-2"), "sh", "-c", command);
}

/** What the catalogue says that a service holds. */
function dataOf<Engine extends DataObjects["engine"]>(service: string, engine: Engine) {
  const data = catalog.find(({ name }) => name === service)?.data;
  if (data?.engine !== engine) throw new Error(`${service} holds nothing of ${engine}`);
  return data as Extract<DataObjects, { engine: Engine }>;
}

function consume(count: number): Promise<string> {
  const limits = `--max-messages ${String(count)} --timeout-ms 30000`;
  return kafka(
    "console-consumer",
    `--topic platform.alerts --from-beginning ${limits} 2>/dev/null`,
  );
}

/** The management interface of one RabbitMQ node, inside the network. */
async function rabbitmq(node: string, method: string, resource: string, body: unknown) {
  const name = container("thanos", node);
  const { NetworkSettings } = await inspect(name);
  const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? "";
  const login = Buffer.from(`bev:${await rabbitmqPassword()}`).toString("base64");
  const response = await fetch(`http://${address}:15672/api/${resource}`, {
    method,
    headers: { authorization: `Basic ${login}` },
    body: JSON.stringify(body),
  });
  return response.text();
}

/** A list that one RabbitMQ node gives, with its columns by name. */
async function rabbitmqList(...command: string[]): Promise<Record<string, unknown>[]> {
  const ctl = ["rabbitmqctl", "--quiet", "--formatter", "json"];
  const answer = await docker("exec", container("thanos", "rabbitmq-2"), ...ctl, ...command);
  return JSON.parse(answer) as Record<string, unknown>[];
}

async function rabbitmqPassword(): Promise<string> {
  const file = await docker(
    ...["exec", container("thanos", "rabbitmq-2"), "cat", "/run/secrets/user.conf"],
  );
  return /default_pass = (\w+)/.exec(file)?.[1] ?? "";
}

function pooled(password: string): Promise<Run> {
  const command = `PGPASSWORD=${password} psql -h connection-pooler -p 6432 -U researcher -d osint -Atc 'select 6 * 7'`;
  return run("docker", ["exec", container("thanos", "postgres"), "sh", "-c", command]);
}

describeWithDocker("bev up --local with brokers, proxies and monitoring", () => {
  let program: LocalProgram;
  let first: Run;

  beforeAll(async () => {
    program = new LocalProgram();
    const only = [...new Set(Object.values(SERVICES).flat())].join(",");
    first = await program.bev("up", "--local", "oracle1", "thanos", "--only", only);
  });

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it("ends when every service is live", async () => {
    expect(`${first.output} code ${String(first.code)}`).toMatch(/code 0$/);
    const names = await containers();
    const states = await Promise.all(
      names.map(async (name) => [name, (await inspect(name)).State.Health?.Status]),
    );
    expect(states).toEqual(names.map((name) => [name, "healthy"]));
  });

  it("runs them without root, without capabilities and with a read-only file system", async () => {
    for (const name of await containers()) {
      const { Config, HostConfig } = await inspect(name);
      expect([name, HostConfig["CapDrop"], HostConfig["ReadonlyRootfs"]]).toEqual([
        name,
        ["ALL"],
        true,
      ]);
      expect(HostConfig["SecurityOpt"]).toEqual(["no-new-privileges:true"]);
      expect(Config["User"]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    }
  });

  it("has nothing to change afterwards", async () => {
    for (const stack of Object.keys(SERVICES)) {
      const planned = await program.pulumi("preview", "--stack", stack, "--expect-no-changes");
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
    }
  });

  it("shows no password of the brokers in their arguments and logs", async () => {
    const name = container("thanos", "rabbitmq-1");
    const cookie = await docker("exec", name, "cat", "/run/secrets/.erlang.cookie");
    const passwords = [await rabbitmqPassword(), cookie];
    const seen = [
      await docker("inspect", name),
      (await run("docker", ["logs", name])).output,
      first.output,
    ].join("\n");
    expect(passwords.map((password) => password.length)).toEqual([40, 40]);
    expect(passwords.filter((password) => seen.includes(password))).toEqual([]);
  });

  it("holds the topics of the catalogue, with their partitions and replicas", async () => {
    const described = await kafka("topics", "--describe");
    const found = [
      ...described.matchAll(/^Topic: (\S+)\s.*PartitionCount: (\d+)\s+ReplicationFactor: (\d+)/gm),
    ].map(([, name, partitions, replication]) => ({
      name,
      partitions: Number(partitions),
      replication: Number(replication),
    }));
    const { topics } = dataOf("kafka-1", "kafka");
    expect(found).toHaveLength(topics.length);
    expect(found).toEqual(expect.arrayContaining(topics));
  });

  it("holds the vhosts, the user and the replicated queues of the catalogue", async () => {
    const { vhosts, queues } = dataOf("rabbitmq-1", "rabbitmq");
    const names = (await rabbitmqList("list_vhosts", "name")).map(({ name }) => name);
    expect(names.sort()).toEqual(["/", ...vhosts].sort());
    expect(await rabbitmqList("list_users")).toEqual([{ user: "bev", tags: ["administrator"] }]);
    for (const vhost of vhosts) {
      const permission = { user: "bev", configure: ".*", write: ".*", read: ".*" };
      expect(await rabbitmqList("list_permissions", "--vhost", vhost)).toEqual([permission]);
      const columns = ["name", "type", "members"];
      const found = await rabbitmqList("list_queues", "--vhost", vhost, ...columns);
      const expected = queues
        .filter((queue) => queue.vhost === vhost)
        .map(({ name }) => [name, "quorum", 3]);
      expect(
        found
          .map(({ name, type, members }) => [name, type, (members as string[]).length])
          .sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
      ).toEqual(expected.sort((a, b) => String(a[0]).localeCompare(String(b[0]))));
    }
  });

  it("reaches PostgreSQL through the connection pooler, with the password only", async () => {
    expect((await pooled("$(cat /run/secrets/password)")).stdout).toBe("42\n");
    expect((await pooled("wrong")).output).toContain("SASL authentication failed");
  });

  it("reaches nginx through HAProxy on the node's port 80", async () => {
    const address = await published(container("oracle1", "haproxy"), 8080);
    expect(address).toMatch(/:80$/);
    expect(await answer(`http://${address}/health`, (body) => body === "live\n")).toBe("live\n");
    expect((await fetch(`http://${address}/other`)).status).toBe(404);
  });

  it("scrapes with Prometheus 2.53 what its configuration names", async () => {
    const address = await published(container("oracle1", "prometheus"), 9090);
    const leave = await Promise.all(
      [9100, 9121, 9187].map((port) =>
        reach(container("oracle1", "prometheus"), "127.30.0.2", port),
      ),
    );
    const expected = [
      ...["blackbox-exporter oracle1", "node-exporter oracle1", "node-exporter thanos"],
      ...["postgres-exporter thanos", "prometheus -"],
      ...["redis-exporter oracle1", "redis-exporter thanos"],
    ];
    const question = () => jobsThatAreUp(address);
    const up = await ask(question, (jobs) => jobs === expected.join("\n"));
    for (const end of leave) end();
    expect(up.split("\n")).toEqual(expected);
    const build = await answer(`http://${address}/api/v1/status/buildinfo`, Boolean);
    expect(build).toContain('"version":"2.53.');
  });

  it("exports what PostgreSQL and Redis say of themselves, after a login", async () => {
    const postgres = await published(container("thanos", "postgres-exporter"), 9187);
    expect(await answer(`http://${postgres}/metrics`, Boolean)).toMatch(/^pg_up 1$/m);
    for (const node of Object.keys(SERVICES)) {
      const redis = await published(container(node, "redis-exporter"), 9121);
      expect(await answer(`http://${redis}/metrics`, Boolean)).toMatch(/^redis_up 1$/m);
    }
  });

  it("shows no password of the exporters", async () => {
    const [postgres, redis] = [
      container("thanos", "postgres-exporter"),
      container("oracle1", "redis-exporter"),
    ];
    const files = await Promise.all([
      docker("exec", postgres, "cat", "/run/secrets/password"),
      docker("exec", redis, "cat", "/run/secrets/passwords.json"),
    ]);
    const passwords = files.map((file) => /\w{40}/.exec(file)?.[0] ?? "");
    const seen = [
      await docker("inspect", postgres, redis),
      (await run("docker", ["logs", postgres])).output,
      (await run("docker", ["logs", redis])).output,
      (await run("docker", ["logs", container("thanos", "postgres")])).output,
    ].join("\n");
    expect(passwords.map((password) => password.length)).toEqual([40, 40]);
    expect(passwords.filter((password) => seen.includes(password))).toEqual([]);
  });

  it("runs Alertmanager with the rendered route", async () => {
    const address = await published(container("oracle1", "alertmanager"), 9093);
    const status = await answer(`http://${address}/api/v2/status`, Boolean);
    const { config, versionInfo } = JSON.parse(status) as {
      config: { original: string };
      versionInfo: { version: string };
    };
    expect(versionInfo.version).toMatch(/^0\.28\./);
    expect(config.original).toContain("receiver: none");
  });

  it.each(Object.keys(SERVICES))("exports the measurements of %s", async (node) => {
    const address = await published(container(node, "node-exporter"), 9100);
    const metrics = await answer(`http://${address}/metrics`, Boolean);
    expect(metrics).toMatch(/^node_memory_MemTotal_bytes \d/m);
  });

  it("sees in Tor's check whether its process answers, with or without a way out", async () => {
    const name = container("oracle1", "tor");
    const check = () => run("docker", ["exec", name, "timeout", "2", "healthcheck"]);
    const signal = (which: string) =>
      docker(
        ...["exec", name, "sh", "-c"],
        `for folder in /proc/[0-9]*; do grep -qx tor $folder/comm && kill -${which} \${folder#/proc/}; done; true`,
      );
    expect((await check()).code).toBe(0);
    await signal("STOP");
    expect((await check()).code).toBe(124);
    await signal("CONT");
    expect((await check()).code).toBe(0);
  });

  describe("when a broker is killed", () => {
    it("keeps a Kafka topic of three replicas answering, and its messages", async () => {
      const produce = "--topic platform.alerts --compression-codec zstd";
      await kafka("console-producer", produce, "before\\n");
      expect(await consume(1)).toBe("before");
      await docker("kill", container("thanos", "kafka-1"));
      await kafka("console-producer", produce, "after\\n");
      expect((await consume(2)).split("\n").sort()).toEqual(["after", "before"]);
      const insync = async () => {
        const described = await kafka("topics", "--describe --topic platform.alerts");
        return (described.match(/Isr: \S+/g) ?? []).join("\n");
      };
      expect(await ask(insync, (found) => !found.includes("1"))).toMatch(
        /^(Isr: (2,3|3,2)\n?){3}$/,
      );
    });

    it("keeps the message of a RabbitMQ quorum queue", async () => {
      const sent = await rabbitmq("rabbitmq-1", "POST", "exchanges/osint/amq.default/publish", {
        properties: { delivery_mode: 2 },
        routing_key: "alerts",
        payload: "kept",
        payload_encoding: "string",
      });
      expect(sent).toBe('{"routed":true}');
      await docker("kill", container("thanos", "rabbitmq-1"));
      const take = { count: 1, ackmode: "ack_requeue_false", encoding: "auto" };
      // The others elect a leader first, and answer nothing until they have.
      const taken = await ask(
        () => rabbitmq("rabbitmq-2", "POST", "queues/osint/alerts/get", take),
        (answered) => answered.includes("kept"),
      );
      expect(taken).toContain('"payload":"kept"');
    });
  });

  it("removes everything it made", async () => {
    const removed = await program.bev("down");
    expect(removed.output).toContain(
      "removed: containers, networks, volumes, files, images and the stacks' state",
    );
    expect(await madeOnEngine()).toEqual([]);
    expect(existsSync(path.join(program.directory, ".bev", "local"))).toBe(false);
  });
});
