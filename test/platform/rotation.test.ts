/**
 * `bev rotate` with real software: what clients see of another password of PostgreSQL and of another
 * role-id while they go on asking, and how a rotation that was cut short goes on.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeUnless, docker, inspect, noDocker } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { ask, BUILD_MS } from "../kit/patience.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const ONLY = "vault,vault-agent,breach-analyzer,postgres,connection-pooler,redis-thanos";
const VAULT = "bev_oracle1_vault";
const AGENT = "bev_oracle1_vault_agent";
const ANALYZER = "bev_oracle1_breach_analyzer";
const ROLE = "service-oracle1-breach-analyzer";
const POSTGRES = "bev_thanos_postgres";
const POOLER = "bev_thanos_connection_pooler";
const REDIS = "bev_thanos_redis_thanos";
/** From PostgreSQL's own container, over TCP. */
const WAYS = { direct: "-h $(hostname -i) -p 5432", pooler: "-h connection-pooler -p 6432" };
type Way = keyof typeof WAYS;
/** In PostgreSQL's container: ends what asks there. */
const STOP = "/tmp/stop";
/**
 * Of a client, before its only second try. The pooler refuses for a second, and for six where the machine
 * has other work for all of its cores.
 */
const PAUSE_SECONDS = 10;

const lack =
  noDocker ?? (process.getuid?.() === 0 ? undefined : "only root enters Vault's network");

describeUnless(lack, "bev rotate", () => {
  let program: LocalProgram;
  const outputs: string[] = [];
  const secrets: string[] = [];
  const proxies: (ChildProcess | net.Server)[] = [];

  async function bev(...args: string[]): Promise<Run> {
    const done = await program.bev(...args);
    outputs.push(done.output);
    return done;
  }

  const up = () => bev("up", "--local", "oracle1", "thanos", "--only", ONLY);

  async function rotated(secret: string): Promise<string> {
    const done = await bev("rotate", secret, "--local");
    expect(`${done.output} code ${String(done.code)}`).toMatch(/code 0$/);
    return done.output;
  }

  async function password(container: string, file: string): Promise<string> {
    const text = await docker("exec", container, "cat", `/run/secrets/${file}`);
    const found = /[A-Za-z0-9]{40}/.exec(text)?.[0] ?? "";
    expect(found).toHaveLength(40);
    secrets.push(found);
    return found;
  }

  async function expectNoChanges(): Promise<void> {
    for (const stack of ["oracle1", "thanos"]) {
      const args = ["preview", "--stack", stack, "--expect-no-changes", "--refresh"];
      const planned = await program.pulumi(...args);
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
    }
  }

  const startOf = async (container: string) => (await inspect(container)).State.StartedAt;

  beforeAll(async () => {
    program = new LocalProgram();
    const done = await up();
    expect(`${done.output} code ${String(done.code)}`).toMatch(/code 0$/);
    await letVaultReachPostgres();
  }, BUILD_MS);

  afterAll(async () => {
    for (const one of proxies)
      if (one instanceof net.Server) one.close();
      else one.kill();
    await program.bev("down");
    program.remove();
  });

  it("lists what can be made anew, what that takes, and what must stay", async () => {
    const { stdout, code } = await bev("rotate", "--local");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^postgres\/password +thanos +live: postgres, connection-pooler +0 *$/m);
    expect(stdout).toMatch(/^redis-thanos\/auth.conf +thanos +new container: redis-thanos +0 *$/m);
    expect(stdout).toMatch(new RegExp(`^${ROLE} +oracle1 +live: breach-analyzer +0 *$`, "m"));
  });

  it("gives PostgreSQL's first user another password without a request that one retry does not save", async () => {
    const before = await password(POSTGRES, "password");
    const starts = await Promise.all([POSTGRES, POOLER].map(startOf));
    const ways = [
      { way: "direct", load: load("direct"), probe: load("direct", { isProbe: true }) },
      { way: "pooler", load: load("pooler"), probe: load("pooler", { isProbe: true }) },
    ];
    await rotated("postgres/password");
    await sleep(3000);
    for (const { way, load: client, probe } of ways) {
      const { answered, retried, lost } = await client.stop();
      const { windowMs } = await probe.stop();
      expect(lost).toEqual([]);
      expect(answered).toBeGreaterThan(20);
      console.log(
        `${way}: ${String(answered)} queries on new connections, ${String(retried)} retried once after ` +
          `${String(PAUSE_SECONDS)} s, 0 lost; refused for ${String(windowMs)} ms`,
      );
    }
    const after = await password(POSTGRES, "password");
    expect(after).not.toBe(before);
    expect(await password(POOLER, "userlist.txt")).toBe(after);
    expect(await answerWith(after)).toBe("1");
    expect(await answerWith(before)).toContain("password authentication failed");
    expect(await answerWith(after, "pooler")).toBe("1");
    expect(await answerWith(before, "pooler")).toContain("SASL authentication failed");
    // Nobody was made anew for it.
    expect(await Promise.all([POSTGRES, POOLER].map(startOf))).toEqual(starts);
  });

  it("gives a service another role-id without a login that one retry does not save", async () => {
    const old = await docker("exec", ANALYZER, "cat", "/run/vault/role-id");
    const held = await login(old);
    const stop = { now: false };
    const counted = { answered: 0, retried: 0, lost: [] as string[] };
    const workers = [1, 2, 3].map(async () => {
      while (!stop.now) {
        if ((await readByLogin()) === "read") counted.answered++;
        else {
          await sleep(PAUSE_SECONDS * 1000);
          const answer = await readByLogin();
          counted.retried++;
          if (answer === "read") counted.answered++;
          else counted.lost.push(answer);
        }
      }
    });
    const output = await rotated(ROLE);
    stop.now = true;
    await Promise.all(workers);
    expect(counted.lost).toEqual([]);
    expect(counted.answered).toBeGreaterThan(3);
    console.log(
      `role-id: ${String(counted.answered)} logins, each with a read, ${String(counted.retried)} retried once after ` +
        `${String(PAUSE_SECONDS)} s, 0 lost`,
    );
    expect(output).toMatch(/oracle1 +live/);
    const brought = await docker("exec", ANALYZER, "cat", "/run/vault/role-id");
    expect(brought).not.toBe(old);
    expect(await login(old)).toContain("invalid role or secret ID");
    expect(await login(brought)).toMatch(/^hvs\./);
    // A token that is out lives on.
    expect(await read(held)).toBe("read");
  });

  it("gives the agent of a node another role-id, and it goes on", async () => {
    const own = () => docker("exec", AGENT, "cat", "/vault/file/agent/role-id");
    const old = await own();
    await rotated("node-agent-oracle1");
    const delivered = await own();
    expect(delivered).not.toBe(old);
    // As after half an hour: it has to log in again.
    await docker("restart", AGENT);
    const wrapping = () => docker("exec", ANALYZER, "cat", "/run/vault/wrapped-secret-id");
    const before = await wrapping();
    if ((await ask(wrapping, (now) => now !== before)) === before)
      throw new Error(await docker("logs", AGENT));
    expect(await own()).toBe(delivered);
  });

  it("gives whoever makes logins another password, and Vault still makes them", async () => {
    expect(await readByLogin()).toBe("read");
    await rotated("postgres/vault-admin");
    // A session that was there before would prove nothing.
    await psql(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'vault_admin'",
    );
    expect(await readByLogin()).toBe("read");
  });

  it("gives Redis a new container with another password, which is no drift", async () => {
    const before = await password(REDIS, "auth.conf");
    const { Id } = await inspect(REDIS);
    await rotated("redis-thanos/auth.conf");
    expect((await inspect(REDIS)).Id).not.toBe(Id);
    const after = await password(REDIS, "auth.conf");
    const ping = (secret: string) =>
      run("docker", ["exec", "--env", `REDISCLI_AUTH=${secret}`, REDIS, "redis-cli", "ping"]);
    expect((await ping(after)).stdout).toBe("PONG\n");
    expect((await ping(before)).output).toContain("NOAUTH");
    const drift = await bev("drift", "--local", "thanos");
    expect(`${drift.output} code ${String(drift.code)}`).toMatch(/code 0$/);
  });

  it("goes on with bev up after it was cut short, with the same password", async () => {
    const from = "alter role current_user password";
    program.edit("src/render/data/postgres.ts", from, "alter role nobody password");
    const failed = await bev("rotate", "postgres/password", "--local");
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('role "nobody" does not exist');
    expect(failed.output).toContain(
      "postgres/password: is made anew on record, and not yet with all that use it: those before the failure " +
        "have the new one, the others the former; mend what failed and run npx bev up --local thanos, with " +
        "--only as it was deployed. Not rotate again: that makes yet another one\n",
    );
    const made = await password(POSTGRES, "password");
    expect(await answerWith(made)).toContain("password authentication failed");
    program.edit("src/render/data/postgres.ts", "alter role nobody password", from);
    const done = await up();
    expect(`${done.output} code ${String(done.code)}`).toMatch(/code 0$/);
    expect(await password(POSTGRES, "password")).toBe(made);
    expect(await password(POOLER, "userlist.txt")).toBe(made);
    expect(await answerWith(made)).toBe("1");
    expect(await answerWith(made, "pooler")).toBe("1");
    const { stdout } = await bev("rotate", "--local");
    expect(stdout).toMatch(/^postgres\/password +.* 2 *$/m);
  });

  it("has nothing to change afterwards", expectNoChanges);

  it("shows no password, neither a former nor a new one, anywhere", async () => {
    const containers = [VAULT, AGENT, ANALYZER, POSTGRES, POOLER, REDIS];
    const logs = await Promise.all(containers.map((one) => run("docker", ["logs", one])));
    const seen = [
      ...outputs,
      ...logs.map(({ output }) => output),
      await docker("inspect", ...containers),
      await docker("exec", VAULT, "sh", "-c", "cat /vault/logs/*"),
      (await program.pulumi("stack", "export", "--stack", "oracle1")).stdout,
      (await program.pulumi("stack", "export", "--stack", "thanos")).stdout,
      ...program.stateFiles(),
    ].join("\n");
    expect(seen).toContain("secret/data/services/thanos/postgres/password");
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(seen.includes(secret)).toBe(false);
  });

  interface Counted {
    answered: number;
    retried: number;
    lost: string[];
    /** From the first refusal to the last. */
    windowMs: number;
  }

  /**
   * Queries on new connections over TCP, each with the password that is in the file then. A client asks
   * once more after a pause; a probe only looks.
   */
  function load(
    way: Way,
    { isProbe = false }: { isProbe?: boolean } = {},
  ): { stop: () => Promise<Counted> } {
    const child = spawn("docker", [
      ...["exec", POSTGRES, "sh", "-c"],
      `ask() { PGCONNECT_TIMEOUT=5 PGPASSWORD=$(cat /run/secrets/password) psql ${WAYS[way]} -U researcher -d osint -qAtc 'select 1' 2>&1; }
      until [ -e ${STOP} ]; do
        answer=$(ask); now=$(date +%s%3N)
        if [ "$answer" = 1 ]; then echo "$now answered"
        elif ${String(isProbe)}; then echo "$now refused"
        else
          sleep ${String(PAUSE_SECONDS)}; answer=$(ask)
          if [ "$answer" = 1 ]; then echo "$now retried"; else echo "$now lost $answer"; fi
        fi
        sleep 0.1
      done`,
    ]);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    const ended = once(child, "close");
    return {
      stop: async () => {
        await docker("exec", POSTGRES, "touch", STOP);
        await ended;
        const lines = text.split("\n").filter(Boolean);
        const at = (what: string) => lines.filter((line) => line.split(" ")[1] === what);
        const refused = at("refused").map((line) => Number(line.split(" ")[0]));
        const retried = at("retried").length;
        return {
          answered: at("answered").length + retried,
          retried,
          lost: at("lost"),
          windowMs: refused.length > 0 ? Math.max(...refused) - Math.min(...refused) : 0,
        };
      },
    };
  }

  /** What the server says to somebody who comes over TCP with this password. */
  async function answerWith(secret: string, way: Way = "direct"): Promise<string> {
    const args = ["exec", "--env", `PGPASSWORD=${secret}`, POSTGRES, "sh", "-c"];
    const query = `psql ${WAYS[way]} -U researcher -d osint -qAtc 'select 1'`;
    return (await run("docker", [...args, query])).output.trim();
  }

  function psql(statement: string): Promise<string> {
    const as = ["exec", POSTGRES, "psql", "-U", "researcher", "-d", "osint", "-qAtc"];
    return docker(...as, statement);
  }

  /** A token of the service, by the role-id that is in its folder; none where Vault refuses. */
  function login(roleId = ""): Promise<string> {
    return asService(
      `wrapping=$(HOME=/tmp vault write -f -wrap-ttl=60s -field=wrapping_token auth/approle/role/${ROLE}/secret-id)
      secret=$(VAULT_TOKEN=$wrapping vault unwrap -field=secret_id)
      vault write -field=token auth/approle/login secret_id="$secret" \
        role_id="${roleId || "$(cat /run/vault/breach-analyzer/role-id)"}"`,
    );
  }

  /** `read`, or what Vault says instead. */
  async function read(token: string): Promise<string> {
    const command = `VAULT_TOKEN=${token} vault read -field=username database/creds/osint-reader`;
    const answer = await asService(command);
    return answer.startsWith("v-") ? "read" : answer;
  }

  async function readByLogin(): Promise<string> {
    const answer = await login();
    return answer.startsWith("hvs.") ? read(answer) : answer;
  }

  /** With Vault's own tool, which the double of the service has not: its agent shares network and folder. */
  async function asService(script: string): Promise<string> {
    const where = "export HOME=/tmp/nobody VAULT_ADDR=https://$VAULT";
    const trust = "VAULT_CACERT=/vault/file/agent/authority.pem";
    const args = ["exec", AGENT, "sh", "-c", `${where} ${trust}\n${script}`];
    return (await run("docker", args)).output.trim();
  }

  /** On this stage nodes are addresses of the machine's loopback, which a container does not reach. */
  async function letVaultReachPostgres(): Promise<void> {
    const published = await docker("port", POSTGRES, "5432/tcp");
    const [host = "", port = ""] = published.split(":");
    const socket = path.join(program.directory, "postgres.sock");
    const outside = net.createServer((from) => {
      const to = net.connect(Number(port), host);
      from.pipe(to).pipe(from);
      for (const one of [from, to]) one.on("error", () => one.destroy());
    });
    outside.listen(socket);
    const { State } = JSON.parse((await docker("inspect", VAULT)).slice(1, -1)) as {
      State: { Pid: number };
    };
    const inside = `require("net").createServer((from) => {
      const to = require("net").connect(${JSON.stringify(socket)});
      from.pipe(to).pipe(from);
      for (const one of [from, to]) one.on("error", () => one.destroy());
    }).listen(${port}, ${JSON.stringify(host)}, () => console.log("listens"))`;
    const enter = ["--net", "--target", String(State.Pid), process.execPath, "-e", inside];
    const child = spawn("nsenter", enter, { stdio: ["ignore", "pipe", "inherit"] });
    proxies.push(outside, child);
    await once(child.stdout, "data");
  }
});
