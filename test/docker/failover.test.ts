/**
 * Real PostgreSQL servers by the commands of their rows: the primary is lost in four ways under writes, its replica takes
 * over, it returns, and is taken back. BEV_LONG=1 does each way five times.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { failbackSteps, keptDatabase } from "../../operations/failover/failback.ts";
import { failoverSteps, lookFor } from "../../operations/failover/failover.ts";
import { failoverOf } from "../../operations/failover/journal.ts";
import { pairOf, secretsOf } from "../../operations/failover/pair.ts";
import type { Pair } from "../../operations/failover/pair.ts";
import type { Step } from "../../operations/progress.ts";
import type { PostgresData } from "../../src/catalog/types.ts";
import { scramVerifier } from "../../src/lib/scram.ts";
import { postgresScript } from "../../src/software/postgres/data.ts";
import { docker, removeAll, TEST_IMAGE } from "../kit/docker-engine.ts";
import { run } from "../kit/engine.ts";
import { ensureLabImage } from "../kit/lab-image.ts";
import { ask } from "../kit/patience.ts";
import { RowContainer } from "../kit/row-container.ts";
import { serviceLike } from "../kit/site.ts";

const PREFIX = "bev_test_failover_";
const NETWORK = `${PREFIX}network`;
const PROXY = `${PREFIX}proxy`;
const CLIENT = `${PREFIX}client`;
/** On the primary's machine: no cut of the network keeps it away. */
const NEIGHBOUR = `${PREFIX}neighbour`;
const MACHINES = { thanos: `${PREFIX}thanos`, oracle1: `${PREFIX}oracle1` };
const ROUNDS = process.env["BEV_LONG"] === "1" ? 5 : 1;
const LONG = 10 * 60_000;

const nameOf = (node: keyof typeof MACHINES, service: string) => `${MACHINES[node]}_${service}`;
const shared = (machine: string) => ({ network: machine, prefix: `${machine}_` });
const addressOf = (node: string) =>
  node === "thanos" ? nameOf("thanos", "postgres") : nameOf("oracle1", "postgres_replica");
const thanos = new RowContainer(
  "postgres",
  {},
  { shared: shared(MACHINES.thanos), addressOf: () => PROXY },
);
const oracle1 = new RowContainer(
  "postgres-replica",
  {},
  { shared: shared(MACHINES.oracle1), addressOf },
);
const proxy = new RowContainer(
  "postgres-proxy",
  {},
  {
    ...{ shared: shared(PROXY), addressOf },
    others: [serviceLike("postgres"), serviceLike("postgres-replica")],
  },
);

const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const NO_ENGINE = "tcp://127.0.0.1:1";
const configs = new Map(
  (["thanos", "oracle1"] as const).map((name) => [
    name as string,
    { prefix: `${MACHINES[name]}_`, node: { host } },
  ]),
) as unknown as Parameters<typeof pairOf>[1];
const pair: Pair = {
  ...pairOf("thanos", configs),
  proxy: { engine: host, container: proxy.name },
  prefix: PREFIX,
};
const passwords = Object.fromEntries(
  [...secretsOf(pair), "postgres-replica/replication"].map((secret) => [
    secret,
    scramVerifier(secret, thanos.password),
  ]),
);

const sql = (server: RowContainer, text: string, database = "osint") =>
  server.answer(`psql -v ON_ERROR_STOP=1 -qAtX -U researcher -d ${database} <<'SQL'\n${text}\nSQL`);
const TABLE = `create table if not exists writes (id bigserial primary key, token text unique, at timestamptz default clock_timestamp())`;

/** As an update makes it: with its data objects, and no table. */
async function deployReplica(): Promise<void> {
  await oracle1.startEmpty();
  await restartAlways(oracle1);
  const endpoint = () => `${thanos.name}:5432`;
  await oracle1.answer(
    postgresScript(oracle1.service.data as PostgresData, { members: 1, endpoint, verifiers: {} }),
  );
}

/** Until the replica has all that the primary has. */
async function follows(): Promise<void> {
  const count = "select count(*) from writes";
  const isEqual = async () => (await sql(oracle1, count)) === (await sql(thanos, count));
  const isReady = async () =>
    (await sql(oracle1, "select string_agg(srsubstate::text, '') from pg_subscription_rel")) ===
      "r" && (await isEqual());
  expect(await ask(isReady, Boolean)).toBe(true);
}

const restartAlways = ({ name }: RowContainer) =>
  docker("update", "--restart", "unless-stopped", name);

async function runSteps(steps: readonly Step[]): Promise<string[]> {
  const said: string[] = [];
  for (const { work } of steps) said.push(await work(() => undefined));
  return said;
}

interface Write {
  token: string;
  node: string;
  /** When the server began it, and when its client knew of the commit, in seconds. */
  at: number;
  acknowledged: number;
}

/** Writes to $1 under tokens that begin with $2, with a connection for each, and prints each that was acknowledged. */
const WRITER = `n=0
while [ ! -e /tmp/stop ]; do
  n=$((n + 1))
  said=$(PGCONNECT_TIMEOUT=2 timeout 4 psql "host=$1 user=researcher dbname=osint sslmode=require" -qAtX -F ' ' -c \\
    "insert into writes (token) values ('$2-$n') returning (select system_identifier from pg_control_system()), extract(epoch from at)" \\
    2>/dev/null) && [ -n "$said" ] && echo "$2-$n $said $(date +%s.%N)"
  sleep 0.05
done`;

/** Acknowledged writes from now on, once `end` is called. */
async function write(round: string): Promise<{ end: () => Promise<Write[]> }> {
  for (const name of [CLIENT, NEIGHBOUR]) await docker("exec", name, "rm", "-f", "/tmp/stop");
  const system = await sql(thanos, "select system_identifier from pg_control_system()");
  const writers = [
    run("docker", ["exec", CLIENT, "bash", "-c", WRITER, "-", PROXY, `${round}-client`]),
    run("docker", [
      "exec",
      NEIGHBOUR,
      "bash",
      "-c",
      WRITER,
      "-",
      "127.0.0.1",
      `${round}-neighbour`,
    ]),
  ];
  const end = async () => {
    for (const name of [CLIENT, NEIGHBOUR]) await docker("exec", name, "touch", "/tmp/stop");
    const lines = (await Promise.all(writers)).flatMap(({ stdout }) => stdout.trim().split("\n"));
    return lines.filter(Boolean).map((line) => {
      const [token = "", by = "", at = "", acknowledged = ""] = line.split(" ");
      const node = by === system ? "thanos" : "oracle1";
      return { token, node, at: Number(at), acknowledged: Number(acknowledged) };
    });
  };
  return { end };
}

const KINDS = {
  cut: {
    lose: () => docker("network", "disconnect", NETWORK, MACHINES.thanos),
    isOff: false,
    comeBack: async () => {
      await docker("network", "connect", "--alias", thanos.name, NETWORK, MACHINES.thanos);
      await docker("start", thanos.name);
    },
  },
  kill: {
    lose: () => docker("kill", thanos.name),
    isOff: false,
    comeBack: () => docker("start", thanos.name),
  },
  reboot: {
    lose: () => docker("kill", thanos.name),
    isOff: true,
    comeBack: () => docker("start", thanos.name),
  },
  pause: {
    lose: () => docker("pause", thanos.name),
    isOff: false,
    comeBack: () => docker("start", thanos.name),
  },
} as const;

const logOf = async (server: RowContainer) => {
  const { stdout, output } = await run("docker", ["logs", "--tail", "60", server.name]);
  return stdout + output;
};
const tokens = async (server: RowContainer, database?: string) =>
  new Set((await sql(server, "select token from writes", database)).split("\n"));

beforeAll(async () => {
  await removeAll(PREFIX);
  const image = await ensureLabImage("postgres");
  await docker("network", "create", NETWORK);
  for (const [name, alias] of [
    [MACHINES.thanos, thanos.name],
    [MACHINES.oracle1, oracle1.name],
    [PROXY, PROXY],
  ] as const) {
    await docker(
      ...["run", "--detach", "--name", name, "--network", NETWORK, "--network-alias", alias],
      ...[TEST_IMAGE, "sleep", "100000"],
    );
  }
  const client = (name: string, network: string) =>
    docker(
      ...["run", "--detach", "--name", name, "--network", network, "--init"],
      ...["--env", `PGPASSWORD=${thanos.password}`, "--entrypoint=sleep", image, "100000"],
    );
  await client(CLIENT, NETWORK);
  await client(NEIGHBOUR, `container:${MACHINES.thanos}`);
  await proxy.startEmpty();
  await thanos.startEmpty();
  await restartAlways(thanos);
  const context = { members: 1, endpoint: (name: string) => name, verifiers: passwords };
  await thanos.answer(postgresScript(thanos.service.data as PostgresData, context));
  await sql(thanos, TABLE);
  await deployReplica();
  await sql(oracle1, TABLE);
  await follows();
}, LONG);

afterAll(() => removeAll(PREFIX));

describe.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))("round %d", (round) => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    "loses thanos by %s: no two servers take writes, and nothing of oracle1 is lost on the way back",
    async (kind) => {
      const { lose, isOff, comeBack } = KINDS[kind];
      const seen: Pair = isOff
        ? { ...pair, primary: { ...pair.primary, engine: NO_ENGINE } }
        : pair;
      const { end } = await write(`${kind}${String(round)}`);
      await sleep(3000);
      const lostAt = Date.now() / 1000;
      await lose();

      const before = Date.now();
      const { replication } = await lookFor(seen, isOff);
      expect(replication.silent).toBeLessThan(60);
      const notes: string[] = [];
      const onNote = (line: string) => notes.push(line);
      await runSteps(failoverSteps(seen, { verifiers: passwords, isOff, onNote }));
      const seconds = (Date.now() - before) / 1000;
      expect(notes).toEqual([]);
      await sleep(3000);

      await comeBack();
      const fenced = "lease: fenced: oracle1 is the primary; npx bev failback thanos ends it";
      expect(
        await ask(
          () => logOf(thanos),
          (log) => log.includes(fenced),
        ),
      ).toContain(fenced);
      await sleep(3000);

      const failover = await failoverOf(pair);
      if (!failover) throw new Error("no failover is noted");
      const way = {
        failover,
        removeReplica: () => oracle1.remove(),
        deployReplica,
      };
      const returnedAfter = Date.now() / 1000;
      await runSteps(await failbackSteps(pair, way));
      expect(await failoverOf(pair)).toBeUndefined();
      await sleep(2000);
      const writes = await end();
      await follows();

      const onThanos = writes.filter(({ node }) => node === "thanos");
      const first = onThanos.filter(({ acknowledged }) => acknowledged < returnedAfter);
      const second = writes.filter(({ node }) => node === "oracle1");
      const last = onThanos.filter(({ acknowledged }) => acknowledged >= returnedAfter);
      const [lastFirst, firstSecond] = [
        Math.max(...first.map(({ acknowledged }) => acknowledged)),
        Math.min(...second.map(({ at }) => at)),
      ];
      expect(Math.min(first.length, second.length, last.length)).toBeGreaterThan(5);
      expect(lastFirst).toBeLessThan(firstSecond);
      expect(Math.max(...second.map(({ acknowledged }) => acknowledged))).toBeLessThan(
        Math.min(...last.map(({ at }) => at)),
      );
      const now = await tokens(thanos);
      const missing = (some: readonly Write[], from: ReadonlySet<string>) =>
        some.filter(({ token }) => !from.has(token));
      expect(missing([...second, ...last], now)).toEqual([]);
      const lost = missing(first, now);
      const kept = await tokens(thanos, keptDatabase(pair, failover));
      expect(missing(first, kept)).toEqual([]);
      const lostSeconds = lost.length === 0 ? 0 : lastFirst - Math.min(...lost.map(({ at }) => at));
      expect(lostSeconds).toBeLessThan(60);
      console.log(
        `${kind}: ${String(first.length)} writes on thanos, ${String(lost.length)} lost (${lostSeconds.toFixed(1)} s), ` +
          `${String(second.length)} on oracle1, ${String(last.length)} after the way back; oracle1 took over in ` +
          `${seconds.toFixed(1)} s, first write ${(firstSecond - lostAt).toFixed(1)} s after the loss`,
      );
      await sql(thanos, `drop database ${keptDatabase(pair, failover)}`, "postgres");
    },
    LONG,
  );
});
