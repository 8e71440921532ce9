/** A real PostgreSQL goes back to a second: pulled by what the row delivers, restored by the steps of bev restore. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { checkMachine, pointAt, pointSteps } from "../../../operations/backup/point-in-time.ts";
import type { Point } from "../../../operations/backup/point-in-time.ts";
import { catalog } from "../../../src/catalog/index.ts";
import type { PostgresData } from "../../../src/catalog/types.ts";
import { volumeName } from "../../../src/lib/names.ts";
import { scramVerifier } from "../../../src/lib/scram.ts";
import { postgresScript } from "../../../src/software/postgres/data.ts";
import { queries } from "../../../src/software/postgres-exporter/queries.ts";
import type { ConfigContext } from "../../../src/software/software.ts";
import { docker, ensureTestImage, TEST_IMAGE } from "../../kit/docker-engine.ts";
import { ensureLabImage } from "../../kit/lab-image.ts";
import { ask } from "../../kit/patience.ts";
import { RowContainer } from "../../kit/row-container.ts";

const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
/** Holds the network of both: the server's certificate is for loopback. */
const HOLDER = "bev_test_wal_network";
const SECRET = "postgres-wal/replication";
const row = catalog.find(({ name }) => name === "postgres-wal");
const server = new RowContainer(
  "postgres",
  {},
  { shared: { network: HOLDER, prefix: "bev_test_wal_server_" } },
);
const puller = new RowContainer(
  "postgres-wal",
  { env: { ...row?.env, POSTGRES: "127.0.0.1:5432" } },
  { shared: { network: HOLDER, prefix: "bev_test_wal_puller_" } },
);
const keeper = { node: "oracle1", host, container: puller.name };
const DATA = "/var/lib/postgresql/data";
const LONG = 10 * 60_000;

const sql = (text: string) =>
  server.answer(`psql -v ON_ERROR_STOP=1 -qAtX -U researcher -d osint <<'SQL'\n${text}\nSQL`);
const now = async () =>
  Number(await sql("select floor(extract(epoch from clock_timestamp()) * 1000)"));
const write = (note: string) => sql(`insert into writes (note) values ('${note}')`);
const notes = () =>
  sql("select string_agg(note, ' ' order by id) from writes where note <> 'load'");

async function bases(): Promise<string[]> {
  const found = await puller.answer(`find ${DATA}/stretches -path '*/bases/*' -prune | sort`);
  return found.split("\n").filter(Boolean);
}

/** Once WAL beyond that time is there: the puller commits something each 10 s. */
async function pulled(time: number): Promise<Point> {
  await ask(
    () => pointAt(keeper, time).then(() => "", String),
    (problem) => !problem.includes("the newest commit that was pulled"),
  );
  return pointAt(keeper, time);
}

/** Changes a byte of a file of the puller, and again to put it back. */
const flip = (file: string, at: number) =>
  puller.answer(
    `perl -e 'open F, "+<", $ARGV[0] or die; seek F, $ARGV[1], 0; read F, $b, 1; seek F, $ARGV[1], 0; print F chr(ord($b) ^ 1)' ${file} ${String(at)}`,
  );

async function restore(point: Point): Promise<void> {
  const name = volumeName(server.prefix, "postgres", "data");
  const target = {
    ...{ host, container: server.name, image: await ensureLabImage("postgres") },
    ...{ volumes: [{ name, path: DATA }] },
  };
  await checkMachine(target, point);
  const options = { service: "postgres", stamp: String(Date.now()), result: { former: {} } };
  for (const { work } of pointSteps(target, keeper, point, options)) await work(() => undefined);
}

beforeAll(async () => {
  await ensureTestImage();
  await puller.remove();
  await server.prepare();
  await docker("rm", "--force", HOLDER).catch(() => undefined);
  await docker("run", "--detach", "--network=none", "--name", HOLDER, TEST_IMAGE);
  await server.start();
  const verifiers = { [SECRET]: scramVerifier(SECRET, server.password) };
  const context = { members: 1, endpoint: (name: string) => name, verifiers };
  await server.answer(postgresScript(server.service.data as PostgresData, context));
  await sql(`create table writes (id bigserial primary key, note text, at timestamptz default clock_timestamp());
select pg_create_logical_replication_slot('postgres_replica', 'pgoutput')`);
  await puller.startEmpty();
}, LONG);

afterAll(async () => {
  await puller.remove();
  await server.remove();
  await docker("rm", "--force", HOLDER);
});

it("refuses a time while there is no base, or before the oldest one", async () => {
  await expect(pointAt(keeper, 0)).rejects.toThrow("postgres-wal: there is no base backup yet");
  expect(await ask(bases, (found) => found.length === 1)).toHaveLength(1);
  await expect(pointAt(keeper, 0)).rejects.toThrow(
    /^postgres-wal: time: must be 20\S+ \S+ or later, when the oldest base was made, got 1970-01-01 00:00:00\.000000$/,
  );
});

it("tells the exporter where it stands, and how old the newest base is", async () => {
  const context = { service: { dependsOn: ["postgres"] }, services: [server.service] };
  const asked = parse(queries(context as unknown as ConfigContext) as string) as {
    pg_wal_reader: { query: string };
  };
  const figures = await ask(
    async () => (await sql(asked.pg_wal_reader.query)).split("|"),
    ([, , age]) => Number(age) < 600,
  );
  expect(figures).toEqual(["postgres_wal", expect.any(String), expect.any(String)]);
  expect(Number(figures[1])).toBeGreaterThan(0);
  expect(Number(figures[2])).toBeLessThan(600);
});

it("refuses a time that was not pulled, and says the newest that can be had", async () => {
  const time = (await now()) + 3_600_000;
  await expect(pointAt(keeper, time)).rejects.toThrow(
    /^postgres-wal: time: must be before 20\S+ \S+, the newest commit that was pulled, got 20\S+ \S+; newest restores that$/,
  );
});

it(
  "goes back to a second between two writes, after a puller that was killed",
  async () => {
    await write("one");
    await docker("kill", puller.name);
    await sql("select pg_switch_wal()");
    await write("two");
    await sleep(1100);
    const time = await now();
    await sleep(1100);
    await write("three");
    await docker("start", puller.name);
    await restore(await pulled(time));
    expect(await notes()).toBe("one two");
    expect(
      await sql("select slot_name from pg_replication_slots where slot_type = 'logical'"),
    ).toBe("postgres_replica");
    expect(await server.answer(`cat ${DATA}/postgresql.auto.conf; ls ${DATA}`)).not.toMatch(
      /recovery_target|restore_command|bev_wal|recovery.signal/,
    );
  },
  LONG,
);

it(
  "makes a base of the new timeline at once, and still restores the former one",
  async () => {
    expect(await ask(bases, (found) => found.length === 2)).toHaveLength(2);
    await write("four");
    await sleep(1100);
    const time = await now();
    await restore(await pulled(time));
    expect(await notes()).toBe("one two four");
    expect(await ask(bases, (found) => found.length === 3)).toHaveLength(3);
  },
  LONG,
);

it(
  "counts no base that is not whole, and keeps what 30 days need",
  async () => {
    await sql("insert into writes (note) select 'load' from generate_series(1, 200000)");
    const [last = ""] = (await bases()).slice(-1);
    const named = (at: number) => `${path.dirname(last)}/${String(at)}`;
    const [needed, older] = [named(1_000_000_001), named(1_000_000_000)] as const;
    await puller.answer(`mv ${last} ${needed}; cp -r ${needed} ${older}`);
    const isMaking = `test -e ${DATA}/making/data/base`;
    await ask(
      async () => (await puller.script(isMaking)).code,
      (code) => code === 0,
    );
    await docker("kill", puller.name);
    await docker("start", puller.name);
    // What it was at is gone, and what is older than the newest one of before 30 days.
    expect(await ask(bases, (all) => all.length === 1)).toEqual([needed]);
    const found = await ask(bases, (all) => all.length === 2);
    expect(found).toEqual([
      needed,
      expect.stringMatching(/bases\/[2-9][0-9]{9}$|bases\/1[1-9][0-9]{8}$/),
    ]);
  },
  LONG,
);

it(
  "refuses a base or WAL with a flipped byte, and WAL that lacks a piece",
  async () => {
    const [base = ""] = (await bases()).slice(-1);
    const before = await now();
    await write("whole");
    await sql("select pg_switch_wal()");
    const place = await sql("select pg_current_wal_insert_lsn()");
    const segment = await sql(`select pg_walfile_name('${place}')`);
    await write("damaged");
    await sql("select pg_switch_wal()");
    await write("after");
    const time = await now();
    expect((await pulled(time)).base).toBe(base);

    await flip(`${base}/data/global/pg_control`, 100);
    await expect(pointAt(keeper, time)).rejects.toThrow(
      /^postgres-wal: the base of 20\S+ \S+: must be whole, is damaged \(pg_verifybackup: error: /,
    );
    await flip(`${base}/data/global/pg_control`, 100);

    const file = base.replace(/bases.*/, `wal/${segment}`);
    const at = Number.parseInt(place.split("/")[1] ?? "", 16) % (16 * 1024 * 1024);
    const damaged =
      /^postgres-wal: the WAL after 20\S+ \S+: must be whole, is damaged or missing; a time before can be restored$/;
    await flip(file, at + 60);
    await expect(pointAt(keeper, time)).rejects.toThrow(damaged);
    await flip(file, at + 60);
    await puller.answer(`mv ${file} ${DATA}/away`);
    await expect(pointAt(keeper, time)).rejects.toThrow(damaged);
    expect((await pointAt(keeper, before)).base).toBe(base);
    await puller.answer(`mv ${DATA}/away ${file}`);
    expect((await pointAt(keeper, time)).base).toBe(base);
  },
  LONG,
);

it("refuses another processor, with the way that is left", async () => {
  const image = await ensureLabImage("postgres");
  const target = { host, container: server.name, image, volumes: [] };
  const point = { ...(await pointAt(keeper, "newest")), machine: "aarch64 17" };
  await expect(checkMachine(target, point)).rejects.toThrow(
    `${server.name}: must run on the processor and version of the base backup, aarch64 17, is x86_64 17; ` +
      "restore the SQL backup: add --from-backup",
  );
});

it(
  "begins anew, with a base, where the server has removed WAL that it lacks",
  async () => {
    const before = await bases();
    await docker("stop", puller.name);
    await sql(`select pg_drop_replication_slot(slot_name) from pg_replication_slots;
insert into writes (note) select 'load' from generate_series(1, 50000);
select pg_switch_wal(); checkpoint; select pg_switch_wal(); checkpoint; insert into writes (note) values ('gap'); checkpoint`);
    await docker("start", puller.name);
    const found = await ask(bases, (all) => all.length === before.length + 1);
    expect(found.length).toBe(before.length + 1);
    const stretchOf = (base = "") => base.split("/").at(-3);
    expect(stretchOf(found.at(-1))).not.toBe(stretchOf(before.at(-1)));
  },
  LONG,
);

it(
  "loses seconds at most where the server dies under writes, with its disk",
  async () => {
    // It ends with the server, and has said by then what was acknowledged.
    const writer = server.script(
      `while psql -qAtX -U researcher -d osint -c "insert into writes (note) values ('load') returning id, extract(epoch from at)"; do :; done`,
    );
    await sleep(8000);
    await docker("kill", server.name);
    const lines = (await writer).stdout.trim().split("\n");
    const acknowledged = lines.map((line) => line.split("|").map(Number));
    const [, death = 0] = acknowledged.at(-1) ?? [];
    await restore(await pointAt(keeper, "newest"));
    const kept = Number(await sql("select max(id) from writes where note = 'load'"));
    const lost = acknowledged.filter(([id = 0]) => id > kept);
    const seconds = lost.length === 0 ? 0 : death - (lost[0]?.[1] ?? 0);
    console.log(
      `${String(acknowledged.length)} writes acknowledged, ${String(lost.length)} lost: ${String(seconds)} s`,
    );
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(seconds).toBeLessThan(2);
    expect(await notes()).toContain("gap");
  },
  LONG,
);
