/** The proxy before PostgreSQL, by its own row: two real servers, and clients that verify their certificates. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresServer } from "../../src/catalog/servers.ts";
import { CERTIFICATE } from "../../src/catalog/tls.ts";
import { haproxy } from "../../src/software/haproxy/index.ts";
import { docker, ensureTestImage, TEST_IMAGE } from "../kit/docker.ts";
import { ask } from "../kit/patience.ts";
import { RowContainer } from "../kit/row-container.ts";
import type { Said } from "../kit/row-container.ts";
import { serviceLike } from "../kit/site.ts";

const HOLDER = "bev_test_hop_network";
const PORTS = { thanos: 15432, oracle1: 25432 };
type Node = keyof typeof PORTS;

const shared = (what: string) => ({ network: HOLDER, prefix: `bev_test_hop_${what}_` });

/** A PostgreSQL that says its node's name. */
function serverOf(node: Node): RowContainer {
  const changes = {
    env: { ...postgresServer.env, PGPORT: String(PORTS[node]) },
    command: [...postgresServer.command, "-c", `cluster_name=${node}`],
    secrets: [
      { name: "password" },
      { name: "authority.pem", certificate: "authority" as const },
      ...CERTIFICATE,
    ],
  };
  return new RowContainer("staging-postgres", changes, { shared: shared(node) });
}

const servers = { thanos: serverOf("thanos"), oracle1: serverOf("oracle1") };
const published = (node: Node) => [
  { container: 5432, published: PORTS[node], purpose: "sql" as const },
];
const proxy = new RowContainer(
  "postgres-proxy",
  {},
  {
    shared: shared("proxy"),
    others: [
      serviceLike("postgres", { ports: published("thanos") }),
      serviceLike("postgres-replica", { ports: published("oracle1") }),
    ],
  },
);

beforeAll(async () => {
  await ensureTestImage();
  await docker("run", "--detach", "--init", "--name", HOLDER, TEST_IMAGE, "sleep", "100000");
  await Promise.all([servers.thanos.startEmpty(), servers.oracle1.startEmpty()]);
  await proxy.startEmpty();
}, 180_000);

afterAll(async () => {
  await Promise.all([proxy, servers.thanos, servers.oracle1].map((one) => one.remove()));
  await docker("rm", "--force", HOLDER);
});

/** As a client on the proxy's node, which believes only the servers' own certificates. */
function query(statement: string, through: RowContainer = servers.thanos): Promise<Said> {
  const verified = "sslmode=verify-full sslrootcert=/run/secrets/authority.pem connect_timeout=5";
  const who = `host=127.0.0.1 port=5432 user=researcher dbname=osint ${verified}`;
  const psql = `PGPASSWORD=$(cat /run/secrets/password) psql "${who}" -qAtc "${statement}"`;
  return through.script(psql);
}

async function answers(): Promise<string> {
  const { stdout, stderr } = await query("show cluster_name");
  return stdout.trim() || stderr.trim();
}

const from = (port: number, path: string) =>
  `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${String(port)}; printf "GET ${path} HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3'`;

async function lease(): Promise<string> {
  return (await proxy.answer(from(8405, "/primary"))).split("\r\n\r\n")[1] ?? "";
}

const point = (...names: string[]) =>
  proxy.script(`sh /usr/local/etc/haproxy/point.sh ${names.join(" ")}`);
const POINTED = { code: 0, stdout: "", stderr: "" };

/** How many of them each server has: their statement lasts, until somebody ends them. */
const longSessions = (node: Node) =>
  servers[node].answer(
    `psql -qAtX -U researcher -d osint -c "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()"`,
  );

async function openSession(node: Node): Promise<{ said: Promise<Said> }> {
  const said = query("select pg_sleep(60)");
  await ask(
    () => longSessions(node),
    (count) => count === "1",
  );
  return { said };
}

describe("the proxy before PostgreSQL", () => {
  it("begins with the first server of its row, and says so", async () => {
    expect(await ask(answers, (name) => name === "thanos")).toBe("thanos");
    expect(await lease()).toBe("thanos");
    expect(await proxy.answer(from(8405, "/health"))).toMatch(/live$/);
    expect(await proxy.answer(from(8404, "/metrics"))).toContain(
      'haproxy_backend_active_servers{proxy="primary"} 1\n',
    );
  });

  it("is pointed to another one, and leaves nobody with the former", async () => {
    const { said } = await openSession("thanos");
    expect(await point("oracle1")).toEqual(POINTED);
    expect(await lease()).toBe("oracle1");
    expect(await answers()).toBe("oracle1");
    expect((await said).code).not.toBe(0);
    expect((await said).stderr).toContain("connection to server was lost");
  });

  it("cuts nobody when it is there already", async () => {
    const { said } = await openSession("oracle1");
    expect(await point("oracle1")).toEqual(POINTED);
    await sleep(2000);
    expect(await longSessions("oracle1")).toBe("1");
    await servers.oracle1.answer(
      "psql -qAtX -U researcher -d osint -c 'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = $$client backend$$'",
    );
    await said;
  });

  it("stays there in a new container and when an update has it read its configuration", async () => {
    await proxy.stop();
    await proxy.start();
    expect(await lease()).toBe("oracle1");
    expect(await ask(answers, (name) => name === "oracle1")).toBe("oracle1");
    await proxy.answer(haproxy.reload ?? "");
    await sleep(2000);
    expect(await lease()).toBe("oracle1");
    expect(await answers()).toBe("oracle1");
  });

  it.each([[], ["starlord"], ["THANOS"], ["''"]])(
    "refuses %p, and stays where it is",
    async (...names) => {
      expect(await point(...names)).toEqual({
        ...{ code: 1, stdout: "" },
        stderr: `point.sh: must be one of thanos, oracle1, none, got "${names[0] === "''" ? "" : (names[0] ?? "")}"; run it again with one of them\n`,
      });
      expect(await lease()).toBe("oracle1");
    },
  );

  it("sends nobody to a server that stands still, and asks it without a line in its log", async () => {
    expect(await point("thanos")).toEqual(POINTED);
    expect(await ask(answers, (name) => name === "thanos")).toBe("thanos");
    await docker("pause", servers.thanos.name);
    const refused = async () => (await query("select 1", servers.oracle1)).stderr;
    expect(await ask(refused, (text) => text.includes("closed the connection"))).toContain(
      "server closed the connection unexpectedly",
    );
    await docker("unpause", servers.thanos.name);
    expect(await ask(answers, (name) => name === "thanos")).toBe("thanos");
    const since = new Date().toISOString();
    await sleep(5000);
    expect(await docker("logs", "--since", since, servers.thanos.name)).toBe("");
  });

  it("refuses everybody when it is pointed to none", async () => {
    const { said } = await openSession("thanos");
    expect(await point("none")).toEqual(POINTED);
    expect(await lease()).toBe("none");
    expect((await said).stderr).toContain("connection to server was lost");
    expect(await answers()).toContain("server closed the connection unexpectedly");
    expect(await proxy.answer(from(8404, "/metrics"))).toContain(
      'haproxy_backend_active_servers{proxy="primary"} 0\n',
    );
  });
});
