/** Databases are saved, destroyed and restored: by content, on the real servers. */
import { afterEach, describe, it } from "@jest/globals";
import { BackupTrial } from "../../kit/backup-trial.ts";
import { RowContainer } from "../../kit/row-container.ts";

let row: RowContainer;

function trialOf(name: string): BackupTrial {
  row = new RowContainer(name);
  return new BackupTrial(row);
}

afterEach(() => row.remove());

describe("PostgreSQL", () => {
  const sql = (text: string, database = "osint") =>
    `psql -v ON_ERROR_STOP=1 -qAtX -U researcher -d ${database} <<'SQL'\n${text}\nSQL`;

  it("comes back with databases, logins, sequences and extensions", async () => {
    await trialOf("postgres").run({
      put: sql(`create role airflow; create database airflow owner airflow;
create role reader login password 'old'; create role osint_reader; grant osint_reader to reader;
create role "v-approle-osint-reader-1" login valid until '2099-01-01'; grant osint_reader to "v-approle-osint-reader-1";
create extension vector;
create table events (id bigserial primary key, body text, place vector(3));
insert into events (body, place) select 'event ' || n || E' ''"\\\\ é\\n', '[1,2,3]' from generate_series(1, 100000) n;
grant select on events to osint_reader;
create view newest as select max(id) from events;
create publication osint for all tables;
select pg_create_logical_replication_slot('postgres_replica', 'pgoutput');
\\connect airflow
create table runs (id int); insert into runs values (1), (2);`),
      // Somebody is connected, and the replica's slot and a table of the same name are there.
      occupy: `${sql(`create table events (other int); select pg_create_logical_replication_slot('postgres_replica', 'pgoutput');`)}
(psql -qX -U researcher -d osint -c 'select pg_sleep(1000)' >/dev/null 2>&1 &)`,
      lose: sql("drop table runs", "airflow"),
      holds: [
        `set -e; export PGPASSWORD=old; psql -qAt -h 127.0.0.1 -U reader -d osint -c "select count(*), min(place::text) from events where body like '%é%'"
${sql("select count(*) from pg_roles where rolname like 'v-%'; select nextval('events_id_seq'); show data_checksums;")}`,
        "100000|[1,2,3]\n0\n100001\non",
      ],
    });
  });
});

describe("Redis", () => {
  const cli = (commands: string) =>
    `export REDISCLI_AUTH=$(sed 's/requirepass //' /run/secrets/auth.conf); redis-cli <<'IN'\n${commands}\nIN`;

  it("comes back with all kinds of keys, and keeps them over a restart", async () => {
    await trialOf("redis-thanos").run({
      put: cli(`set name "é\\n"\nhset hash a 1 b 2\nsadd set x y z\nzadd sorted 1.5 a 2 b\nrpush list 1 2 1\nxadd stream 1-1 f v
setex passing 1000 gone
eval "for i = 1, 20000 do redis.call('set', 'key' .. i, i) end" 0
select 3\nset other 1`),
      lose: cli("lset list 0 2"),
      holds: [
        cli("ttl passing").replace(/redis-cli[^]*/, "redis-cli ttl passing | grep -c ^9"),
        "1",
      ],
    });
  });
});
