/**
 * PostgreSQL of THANOS, its replica and the proxy before them, by the commands of their rows, each on a machine of its own that
 * can be cut off; and clients that write through the proxy and beside the server.
 */
import { failoverToTakeBack } from "../../operations/failover/failback.ts";
import type { WayBack } from "../../operations/failover/failback.ts";
import { pairOf, secretsOf } from "../../operations/failover/pair.ts";
import type { Pair } from "../../operations/failover/pair.ts";
import type { Step } from "../../operations/progress.ts";
import type { PostgresData } from "../../src/catalog/types.ts";
import { scramVerifier } from "../../src/lib/scram.ts";
import { postgresScript } from "../../src/software/postgres/data.ts";
import { docker, removeAll, TEST_IMAGE } from "./docker-engine.ts";
import { run } from "./engine.ts";
import { ensureLabImage } from "./lab-image.ts";
import { ask } from "./patience.ts";
import { RowContainer } from "./row-container.ts";
import { serviceLike } from "./site.ts";
import { SYSTEM, TABLE, WRITER, writesOf } from "./token-writer.ts";
import type { Write } from "./token-writer.ts";

export const PREFIX = "bev_test_failover_";
export const NETWORK = `${PREFIX}network`;
const PROXY = `${PREFIX}proxy`;
const CLIENT = `${PREFIX}client`;
/** On the primary's machine: no cut of the network keeps it away. */
const NEIGHBOUR = `${PREFIX}neighbour`;
export const MACHINES = { thanos: `${PREFIX}thanos`, oracle1: `${PREFIX}oracle1` };

const nameOf = (node: keyof typeof MACHINES, service: string) => `${MACHINES[node]}_${service}`;
const shared = (machine: string) => ({ network: machine, prefix: `${machine}_` });
const addressOf = (node: string) =>
  node === "thanos" ? nameOf("thanos", "postgres") : nameOf("oracle1", "postgres_replica");
export const thanos = new RowContainer(
  "postgres",
  {},
  { shared: shared(MACHINES.thanos), addressOf: () => PROXY },
);
export const oracle1 = new RowContainer(
  "postgres-replica",
  {},
  { shared: shared(MACHINES.oracle1), addressOf },
);
export const proxy = new RowContainer(
  "postgres-proxy",
  {},
  {
    ...{ shared: shared(PROXY), addressOf },
    others: [serviceLike("postgres"), serviceLike("postgres-replica")],
  },
);

const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
export const NO_ENGINE = "tcp://127.0.0.1:1";
const configs = new Map(
  (["thanos", "oracle1"] as const).map((name) => [
    name as string,
    { prefix: `${MACHINES[name]}_`, node: { host } },
  ]),
) as unknown as Parameters<typeof pairOf>[1];
const base = pairOf("thanos", configs);
export const pair: Pair = {
  ...base,
  proxy: { ...base.proxy, container: proxy.name },
  prefix: PREFIX,
};
export const passwords = Object.fromEntries(
  [...secretsOf(pair), "postgres-replica/replication"].map((secret) => [
    secret,
    scramVerifier(secret, thanos.password),
  ]),
);

export const sql = (server: RowContainer, text: string, database = "osint") =>
  server.answer(`psql -v ON_ERROR_STOP=1 -qAtX -U researcher -d ${database} <<'SQL'\n${text}\nSQL`);
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
export async function follows(): Promise<void> {
  const count = "select count(*) from writes";
  const isEqual = async () => (await sql(oracle1, count)) === (await sql(thanos, count));
  const isReady = async () =>
    (await sql(oracle1, "select string_agg(srsubstate::text, '') from pg_subscription_rel")) ===
      "r" && (await isEqual());
  if (!(await ask(isReady, Boolean))) throw new Error(`${oracle1.name}: does not follow`);
}

/** As a failover of `pair` needs it. */
export const promotion = { verifiers: passwords, isOff: false, onNote: () => undefined };

/** @throws UserError where nothing is failed over */
export async function wayBack(): Promise<WayBack> {
  return {
    failover: await failoverToTakeBack(pair),
    removeReplica: () => oracle1.remove(),
    deployReplica,
  };
}

const restartAlways = ({ name }: RowContainer) =>
  docker("update", "--restart", "unless-stopped", name);

export async function runSteps(steps: readonly Step[]): Promise<string[]> {
  const said: string[] = [];
  for (const { work } of steps) said.push(await work(() => undefined));
  return said;
}

/** Acknowledged writes from now on, once `end` is called. */
export async function write(round: string): Promise<{ end: () => Promise<Write[]> }> {
  for (const name of [CLIENT, NEIGHBOUR]) await docker("exec", name, "rm", "-f", "/tmp/stop");
  const system = await sql(thanos, SYSTEM);
  const writer = (container: string, host: string, what: string) =>
    run("docker", ["exec", container, "bash", "-c", WRITER, "-", host, "5432", `${round}-${what}`]);
  const writers = [writer(CLIENT, PROXY, "client"), writer(NEIGHBOUR, "127.0.0.1", "neighbour")];
  const end = async () => {
    for (const name of [CLIENT, NEIGHBOUR]) await docker("exec", name, "touch", "/tmp/stop");
    return (await Promise.all(writers)).flatMap(({ stdout }) => writesOf(stdout, system));
  };
  return { end };
}

/** What the container says from now on. */
export function logOf({ name }: RowContainer): () => Promise<string> {
  const since = new Date().toISOString();
  return async () => (await run("docker", ["logs", "--since", since, name])).output;
}
export const tokens = async (server: RowContainer, database?: string) =>
  new Set((await sql(server, "select token from writes", database)).split("\n"));

/** Both servers, the second following the first, behind the proxy. */
export async function startScene(): Promise<void> {
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
}

export const endScene = () => removeAll(PREFIX);
