/** `npm run lab`: every enabled service of the three nodes on three hosts, from nothing to nothing. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkMachine } from "../../lab/hosts.ts";
import { imageName } from "../../lab/images/double.ts";
import { recipes } from "../../lab/images/recipes.ts";
import { labNodes, RUNTIME } from "../../lab/node.ts";
import { SSH_PATH } from "../../lab/ssh.ts";
import { catalog } from "../../src/catalog/index.ts";
import { describeUnless, noDocker } from "../kit/docker.ts";
import type { Inspected } from "../kit/docker.ts";
import { run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { isRunning } from "../kit/processes.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const MINUTE = 60_000;
const PATH = [SSH_PATH, process.env["PATH"] ?? ""].join(path.delimiter);
const enabled = catalog.filter(({ disabled }) => disabled === undefined);

/** The graceful one takes two more minutes: `npm run long`. */
const endings: NodeJS.Signals[] =
  process.env["BEV_LONG"] === "1" ? ["SIGTERM", "SIGKILL"] : ["SIGKILL"];

/** What the platform cannot be without: never a double here. */
const REAL: Record<string, string[]> = {
  oracle1: [
    ...["vault", "postgres-replica", "redis", "prometheus", "alertmanager", "node-exporter"],
    ...["redis-exporter", "blackbox-exporter", "haproxy", "nginx", "tor"],
  ],
  thanos: [
    ...["postgres", "redis-thanos", "connection-pooler", "neo4j"],
    ...["node-exporter", "postgres-exporter", "redis-exporter"],
    ...["rabbitmq-1", "rabbitmq-2", "rabbitmq-3", "kafka-1", "kafka-2", "kafka-3"],
  ],
  starlord: ["staging-postgres", "staging-redis", "staging-vault", "node-exporter"],
};

function lack(): string | undefined {
  try {
    checkMachine();
    return noDocker;
  } catch (error) {
    return (error as Error).message;
  }
}

async function output(program: string, ...args: string[]): Promise<string> {
  return (await succeeded(run(program, args, { env: { PATH } }))).stdout.trim();
}

function on(node: string, ...args: string[]): Promise<string> {
  return output("docker", "--host", `unix://${path.join(RUNTIME, node, "docker.sock")}`, ...args);
}

/** As a process beside that service would: with its networks and its files. */
function beside(node: string, container: string, image: string, script: string): Promise<string> {
  const place = ["--network", `container:${container}`, "--volumes-from", `${container}:ro`];
  const args = ["--rm", ...place, "--user", "1000:1000", "--entrypoint", "sh", image, "-c", script];
  return on(node, "run", ...args);
}

function imageOf(node: string, container: string): Promise<string> {
  return on(node, "inspect", "--format", "{{.Config.Image}}", container);
}

/** Logs in to Vault as the service does, and asks for a login of PostgreSQL: name and password. */
async function loginOf(node: string, container: string, role: string): Promise<string[]> {
  const environment = await on(
    ...[node, "inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", container],
  );
  const variables = environment.split("\n").filter((line) => line.startsWith("VAULT_"));
  const answer = await beside(
    node,
    container,
    await imageOf(node, "bev_vault_agent"),
    `set -e
export HOME=/tmp ${variables.join(" ")}
cd /run/vault
secret=$(VAULT_TOKEN=$(cat wrapped-secret-id) vault unwrap -field=secret_id)
export VAULT_TOKEN=$(vault write -field=token auth/approle/login role_id=@role-id secret_id="$secret")
vault read -format=table database/creds/${role}`,
  );
  return ["username", "password"].map((key) => RegExp(`${key} +(\\S+)`).exec(answer)?.[1] ?? "");
}

const BROKERS = ["rabbitmq_1", "rabbitmq_2", "rabbitmq_3"].map((name) => `bev_${name}`);

async function rabbitmqPassword(): Promise<string> {
  const file = await on("thanos", "exec", "bev_rabbitmq_1", "cat", "/run/secrets/user.conf");
  return /default_pass = (\S+)/.exec(file)?.[1] ?? "";
}

/** Asks the broker itself. */
async function authenticates(broker: string, password: string): Promise<string> {
  const script = `rabbitmqctl --quiet authenticate_user bev '${password}' 2>&1 || true`;
  return on("thanos", "exec", broker, "sh", "-c", script);
}

async function containersOf(node: string): Promise<Inspected[]> {
  const ids = (await on(node, "ps", "--all", "--quiet")).split("\n");
  return JSON.parse(await on(node, "inspect", ...ids)) as Inspected[];
}

/** Services, then of how many which are live, ready and doubles, as the table has them. */
function expectedRow(node: string): RegExp {
  const services = enabled.filter((row) => row.node === node);
  const real = services.filter((row) => recipes[imageName(row)]).length;
  const doubles = services.length - real;
  const all = (count: number): string => `${String(count)} of ${String(count)}`;
  return new RegExp(
    `${node} +${String(services.length)} +${all(real)} +${all(real)} +${all(doubles)}`,
  );
}

describeUnless(lack(), "bev lab", () => {
  const program = new LocalProgram(".bev/lab/stacks", { PATH });
  let first: Run | undefined;

  /** Asks until everything is live and ready, or the time is up. */
  async function verified(minutes: number): Promise<Run> {
    const end = Date.now() + minutes * MINUTE;
    for (;;) {
      const result = await program.bev("verify", "--lab");
      if (result.code === 0 || Date.now() > end) return result;
      await sleep(5000);
    }
  }

  /** Waits until they have ended, as systemd does before it starts them again. */
  async function endEngines(signal: NodeJS.Signals): Promise<void> {
    const pids = labNodes.map(({ directory }) =>
      Number(readFileSync(path.join(directory, "dockerd.pid"), "utf8")),
    );
    for (const pid of pids) process.kill(pid, signal);
    while (pids.some(isRunning)) await sleep(500);
  }

  beforeAll(async () => {
    if (existsSync(RUNTIME)) throw new Error(`${RUNTIME}: a lab is up; npm run lab:down`);
    first = await program.bev("lab", "up");
  }, 25 * MINUTE);

  afterAll(async () => {
    if (first) await program.bev("lab", "down");
    program.remove();
  });

  it("ends with every enabled service live and ready, and counts doubles apart", () => {
    expect(`${first?.output ?? ""} code ${String(first?.code)}`).toMatch(/code 0$/);
    for (const { name } of labNodes) expect(first?.output).toMatch(expectedRow(name));
  });

  it("runs the software itself where the platform cannot be without", async () => {
    for (const [node, services] of Object.entries(REAL)) {
      const containers = await containersOf(node);
      const software = containers
        .map(({ Config }) => Config["Labels"] as Record<string, string>)
        .filter((labels) => labels["bev.double"] === undefined)
        .map((labels) => labels["bev.service"]);
      expect(software).toEqual(expect.arrayContaining(services));
    }
  });

  it("answers for a double that its software is missing", async () => {
    const url = "http://100.96.197.84:8016";
    const live = await fetch(`${url}/health`);
    expect([live.status, await live.text()]).toEqual([
      200,
      "a double of health-monitor; status: live\n",
    ]);
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await ready.text()]).toEqual([
      503,
      "a double of health-monitor; missing: its software\n",
    ]);
  });

  it("runs all of them without root, without capabilities and in their limits", async () => {
    for (const { name } of labNodes) {
      for (const { Config, HostConfig } of await containersOf(name)) {
        expect(Config["User"]).toMatch(/^[1-9]\d*:\d+$/);
        expect(HostConfig).toMatchObject({
          CapDrop: ["ALL"],
          SecurityOpt: ["no-new-privileges:true"],
        });
        expect(HostConfig["PidsLimit"]).toBeGreaterThan(0);
        expect(HostConfig["Memory"]).toBeGreaterThan(0);
      }
    }
  });

  it.each(labNodes.map(({ name }) => name))(
    "has nothing to change on %s afterwards",
    async (stack) => {
      for (const refresh of [[], ["--refresh"]]) {
        const args = ["preview", "--stack", stack, "--expect-no-changes", ...refresh];
        const planned = await program.pulumi(...args);
        expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
      }
    },
  );

  it("finds no drift, three times", async () => {
    for (let time = 1; time <= 3; time++) {
      const drift = await program.bev("drift", "--lab");
      expect(`${drift.output} code ${String(drift.code)}`).toMatch(/code 0$/);
    }
  });

  it.each([
    ["oracle1", "bev_darknet_analyzer", "osint-reader", "insert into lab_finding values (1)"],
    ["thanos", "bev_intel_fusion", "osint-writer", "drop table lab_finding"],
  ])(
    "lets a service of %s have a login of PostgreSQL from Vault, by what its agent brings it",
    async (node, container, role, refused) => {
      const first = ["exec", "bev_postgres", "psql", "-U", "researcher", "-d", "osint", "-c"];
      // Of no interest to the replica.
      await on("thanos", ...first, "create unlogged table lab_finding (id int)");
      try {
        const [username, password] = await loginOf(node, container, role);
        const image = await imageOf("thanos", "bev_postgres");
        const to = `host=100.122.12.53 dbname=osint user=${String(username)} sslmode=require`;
        const script = (sql: string) =>
          `PGPASSWORD=${String(password)} psql -At "${to}" -c "${sql}" 2>&1 || true`;
        const ask = (sql: string) => beside(node, container, image, script(sql));
        expect(await ask("select count(*) from lab_finding")).toBe("0");
        expect(await ask(refused)).toMatch(/^ERROR: {2}(permission denied|must be owner)/);
      } finally {
        await on("thanos", ...first, "drop table lab_finding");
      }
    },
  );

  it("makes the password of RabbitMQ anew, while its cluster goes on", async () => {
    const ids = () =>
      Promise.all(BROKERS.map((one) => on("thanos", "inspect", "-f", "{{.Id}}", one)));
    const before = await ids();
    const former = await rabbitmqPassword();
    const rotated = await program.bev("rotate", "rabbitmq-1/user.conf", "--lab");
    expect(`${rotated.output} code ${String(rotated.code)}`).toMatch(/code 0$/);
    const password = await rabbitmqPassword();
    expect(password).not.toBe(former);
    expect(rotated.output).not.toContain(password);
    expect(await ids()).toEqual(before);
    for (const broker of BROKERS) {
      expect(await authenticates(broker, password)).toBe("Success");
      expect(await authenticates(broker, former)).toContain("Error: failed to authenticate user");
    }
  });

  it("names what is not live, and what does not reach it from another node", async () => {
    await on("thanos", "stop", "bev_postgres");
    const result = await program.bev("verify", "--lab");
    await on("thanos", "start", "bev_postgres");
    expect(result.stdout).toContain("thanos/postgres: bev_postgres is exited");
    expect(result.stdout).toContain(
      "oracle1/postgres-replica: does not reach postgres at 100.122.12.53:5432",
    );
    expect(result.code).toBe(1);
    expect((await verified(5)).code).toBe(0);
  });

  it.each(endings)(
    "is live and ready again within five minutes of a %s to the Engines",
    async (signal) => {
      await endEngines(signal);
      await succeeded(program.bev("lab", "hosts", "up"));
      const result = await verified(5);
      expect(`${result.output} code ${String(result.code)}`).toMatch(/code 0$/);
      const drift = await program.bev("drift", "--lab");
      expect(`${drift.output} code ${String(drift.code)}`).toMatch(/code 0$/);
    },
  );

  it("leaves nothing when it goes", async () => {
    const removed = await program.bev("lab", "down");
    expect(removed.code).toBe(0);
    expect(await output("ip", "netns", "list")).not.toMatch(/bev-(switch|oracle1|thanos|starlord)/);
    const listed = await output("ps", "-eo", "stat=,args=");
    const left = listed.split("\n").filter((line) => /bev-lab|\.bev\/lab/.test(line));
    expect(left.filter((line) => !line.startsWith("Z"))).toEqual([]);
    expect(readFileSync("/proc/mounts", "utf8")).not.toMatch(/bev-lab|\.bev\/lab/);
    const data = path.join(program.directory, ".bev", "lab");
    expect([RUNTIME, data].filter((folder) => existsSync(folder))).toEqual([]);
  });
});
