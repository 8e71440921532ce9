/** `bev rotate`: what clients see of a new password and role-id, and how a failed rotation goes on. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { editState } from "../../operations/state/state.ts";
import { withRotations } from "../../operations/state/versions.ts";
import { succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { containerOf, dockerOn, lab } from "../kit/lab.ts";
import {
  answerWith,
  passwordOf,
  POOLER,
  POSTGRES,
  psql,
  rotationsOf,
  WAYS,
} from "../kit/lab-passwords.ts";
import type { Way } from "../kit/lab-passwords.ts";
import { ask } from "../kit/patience.ts";
import { ServiceLogin } from "../kit/service-login.ts";

const ANALYZER = ["oracle1", "breach-analyzer"] as const;
const AGENT = ["oracle1", "vault-agent"] as const;
const REDIS = ["thanos", "redis-thanos"] as const;
const BROKERS = ["rabbitmq-1", "rabbitmq-2", "rabbitmq-3"];
const ROLE = "service-oracle1-breach-analyzer";

/** A client's, before its only second try: longer than the pooler refuses on a machine whose cores are all busy. */
const PAUSE_SECONDS = 20;

const analyzer = new ServiceLogin(...ANALYZER, "osint-reader");
const outputs: string[] = [];
const secrets: string[] = [];

async function bev(...args: string[]): Promise<Run> {
  const done = await lab.bev(...args);
  outputs.push(done.output);
  return done;
}

async function password(...place: Parameters<typeof passwordOf>): Promise<string> {
  const found = await passwordOf(...place);
  secrets.push(found);
  return found;
}

async function rotated(secret: string): Promise<string> {
  return (await succeeded(bev("rotate", secret, "--lab"))).output;
}

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
  const stopFile = "/tmp/stop";
  const script = `ask() { PGCONNECT_TIMEOUT=5 PGPASSWORD=$(cat /run/secrets/password) psql ${WAYS[way]} -U researcher -d osint -qAtc 'select 1' 2>&1; }
    until [ -e ${stopFile} ]; do
      answer=$(ask); now=$(date +%s%3N)
      if [ "$answer" = 1 ]; then echo "$now answered"
      elif ${String(isProbe)}; then echo "$now refused"
      else
        sleep ${String(PAUSE_SECONDS)}; answer=$(ask)
        if [ "$answer" = 1 ]; then echo "$now retried"; else echo "$now lost $answer"; fi
      fi
      sleep 0.3
    done`;
  const child = spawn("docker", dockerOn("thanos", "exec", "bev_postgres", "sh", "-c", script));
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  const ended = once(child, "close");
  return {
    stop: async () => {
      await lab.exec(...POSTGRES, "touch", stopFile);
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

it("lists what can be rotated, and what that takes", async () => {
  const { stdout } = await succeeded(bev("rotate", "--lab"));
  expect(stdout).toMatch(/^postgres\/password +thanos +live: .*postgres.*connection-pooler/m);
  expect(stdout).toMatch(/^redis-thanos\/auth.conf +thanos +.*new container: redis-thanos/m);
  expect(stdout).toMatch(new RegExp(`^${ROLE} +oracle1 +live: breach-analyzer +\\d+ *$`, "m"));
});

it("gives PostgreSQL's first user a new password, and one retry saves every request", async () => {
  const before = await password(POSTGRES, "password");
  const lives = await lab.lives("thanos", "postgres", "connection-pooler");
  const ways = (["direct", "pooler"] as const).map((way) => ({
    way,
    client: load(way),
    probe: load(way, { isProbe: true }),
  }));
  const counted: (Counted & { way: Way })[] = [];
  try {
    await rotated("postgres/password");
    await sleep(3000);
  } finally {
    // What goes on asking would slow down every suite that follows.
    for (const { way, client, probe } of ways) {
      const { windowMs } = await probe.stop();
      counted.push({ ...(await client.stop()), way, windowMs });
    }
    await lab.exec(...POSTGRES, "rm", "/tmp/stop");
  }
  for (const { way, answered, retried, lost, windowMs } of counted) {
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
  expect(await lab.lives("thanos", "postgres", "connection-pooler")).toEqual(lives);
});

it("gives a service a new role-id, and one retry saves every login", async () => {
  const old = await lab.exec(...ANALYZER, "cat", "/run/vault/role-id");
  const held = await analyzer.login(old);
  const stop = { now: false };
  const counted = { answered: 0, retried: 0, lost: [] as string[] };
  const workers = [1, 2].map(async () => {
    while (!stop.now) {
      // Each login is two containers' work, and the update that it watches needs the machine too.
      await sleep(1000);
      if ((await analyzer.readByLogin()) === "read") counted.answered++;
      else {
        await sleep(PAUSE_SECONDS * 1000);
        const answer = await analyzer.readByLogin();
        counted.retried++;
        if (answer === "read") counted.answered++;
        else counted.lost.push(answer);
      }
    }
  });
  const output = await rotated(ROLE).finally(async () => {
    stop.now = true;
    await Promise.all(workers);
  });
  expect(counted.lost).toEqual([]);
  expect(counted.answered).toBeGreaterThan(3);
  console.log(
    `role-id: ${String(counted.answered)} logins, each with a read, ${String(counted.retried)} retried once after ` +
      `${String(PAUSE_SECONDS)} s, 0 lost`,
  );
  expect(output).toMatch(/oracle1 +live/);
  const brought = await lab.exec(...ANALYZER, "cat", "/run/vault/role-id");
  expect(brought).not.toBe(old);
  expect(await analyzer.login(old)).toContain("invalid role or secret ID");
  expect(await analyzer.login(brought)).toMatch(/^hvs\./);
  // A token that was issued before stays valid.
  expect(await analyzer.read(held)).toBe("read");
});

it("gives the agent of a node a new role-id, and the agent goes on", async () => {
  const own = () => lab.exec(...AGENT, "cat", "/vault/file/agent/role-id");
  const old = await own();
  await rotated("node-agent-oracle1");
  const delivered = await own();
  expect(delivered).not.toBe(old);
  // As after half an hour: it has to log in again.
  await lab.docker("oracle1", "restart", containerOf("vault-agent"));
  const wrapping = () => lab.exec(...ANALYZER, "cat", "/run/vault/wrapped-secret-id");
  const before = await wrapping();
  if ((await ask(wrapping, (now) => now !== before)) === before)
    throw new Error(await lab.log(...AGENT));
  expect(await own()).toBe(delivered);
});

/** One update carries out all rotations that are counted by then. */
describe("several secrets of a node in one update", () => {
  const RABBITMQ = ["thanos", "rabbitmq-1"] as const;
  const before = { rabbitmq: "", redis: "" };
  let brokers: string[];
  let redis: string;
  let count: number;

  beforeAll(async () => {
    expect(await analyzer.readByLogin()).toBe("read");
    count = await rotationsOf("postgres/vault-admin");
    before.rabbitmq = await password(RABBITMQ, "user.conf");
    before.redis = await password(REDIS, "auth.conf");
    brokers = await lab.lives("thanos", ...BROKERS);
    redis = (await lab.inspectOne(...REDIS)).Id;
    const counted = ["rabbitmq-1/user.conf", "postgres/vault-admin"];
    await editState(lab.workspace, "thanos", (state) => withRotations(state, counted, 1));
    await rotated("redis-thanos/auth.conf");
  });

  it("gives Vault's own login at PostgreSQL a new password, and Vault still makes logins", async () => {
    // A session that was there before would prove nothing.
    const sessions = "from pg_stat_activity where usename = 'vault_admin'";
    await psql(`select pg_terminate_backend(pid) ${sessions}`);
    expect(await analyzer.readByLogin()).toBe("read");
    expect(await rotationsOf("postgres/vault-admin")).toBe(count + 1);
  });

  it("gives RabbitMQ a new password while its cluster goes on", async () => {
    const authenticates = (service: string, secret: string) =>
      lab.exec(
        ...(["thanos", service, "sh", "-c"] as const),
        `rabbitmqctl --quiet authenticate_user bev '${secret}' 2>&1 || true`,
      );
    const after = await password(RABBITMQ, "user.conf");
    expect(after).not.toBe(before.rabbitmq);
    expect(await lab.lives("thanos", ...BROKERS)).toEqual(brokers);
    for (const broker of BROKERS) {
      expect(await authenticates(broker, after)).toBe("Success");
      expect(await authenticates(broker, before.rabbitmq)).toContain(
        "Error: failed to authenticate user",
      );
    }
  });

  it("gives Redis a new container with another password", async () => {
    expect((await lab.inspectOne(...REDIS)).Id).not.toBe(redis);
    const after = await password(REDIS, "auth.conf");
    const ping = (secret: string) =>
      lab.try(
        ...(["thanos", "exec", "--env", `REDISCLI_AUTH=${secret}`] as const),
        ...["bev_redis_thanos", "redis-cli", "ping"],
      );
    expect((await ping(after)).stdout).toBe("PONG\n");
    expect((await ping(before.redis)).output).toContain("NOAUTH");
  });
});

it("leaves nothing to change", async () => {
  for (const stack of ["oracle1", "thanos"]) await lab.expectNoChanges(stack, "--refresh");
});

it("shows no password, neither a former nor a new one, anywhere", async () => {
  const places = [["oracle1", "vault"], AGENT, ANALYZER, POSTGRES, POOLER, REDIS] as const;
  const logs = await Promise.all(places.map(([node, service]) => lab.log(node, service)));
  const shown = await Promise.all(places.map(([node, service]) => lab.inspect(node, service)));
  const seen = [
    ...outputs,
    ...logs,
    JSON.stringify(shown),
    await lab.exec("oracle1", "vault", "sh", "-c", "cat /vault/logs/*"),
    (await lab.pulumi("stack", "export", "--stack", "oracle1")).stdout,
    (await lab.pulumi("stack", "export", "--stack", "thanos")).stdout,
    ...lab.stateFiles(),
  ].join("\n");
  expect(seen).toContain("secret/data/services/thanos/postgres/password");
  expect(new Set(secrets).size).toBe(6);
  expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
});
