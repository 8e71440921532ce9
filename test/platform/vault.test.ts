/** Vault and the agents of the nodes: logins, a sealed Vault, one that is away, and what nobody may see. */
import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { labDirectory } from "../../lab/hosts.ts";
import { sharesFolder } from "../../lab/target.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const ADDRESS = `${addressOf("oracle1")}:8200`;
const VAULT = containerOf("vault");
/** Asks Vault for logins. */
const ANALYZER = ["oracle1", "darknet-analyzer"] as const;
const AGENT = ["oracle1", "vault-agent"] as const;
const REDIS = ["oracle1", "redis"] as const;
const HANDOVER = "/run/vault";

const shares = sharesFolder({ directory: path.join(labDirectory(), "stacks") });
const outputs: string[] = [];
const secretIds: string[] = [];

async function bev(...args: string[]): Promise<Run> {
  const done = await lab.bev(...args);
  outputs.push(done.output);
  return done;
}

const up = (...stacks: string[]) => bev("up", "--lab", ...stacks);

/** By its own tool, inside the container. */
async function isSealed(): Promise<boolean> {
  const { stdout } = await lab.try("oracle1", "exec", VAULT, "vault", "status", "-format=json");
  return (JSON.parse(stdout) as { sealed: boolean }).sealed;
}

/** Leaves it sealed. */
async function restart(): Promise<void> {
  await lab.docker("oracle1", "restart", VAULT);
  const answers = () => lab.try("oracle1", "exec", VAULT, "vault", "status");
  const { code, output } = await ask(answers, (asked) => asked.code !== 1);
  if (code === 1) throw new Error(`${VAULT} does not answer: ${output}`);
}

/** Logs in with what the agent has brought, in a container beside the service, and runs `script`. */
async function asService(node: NodeName, service: string, script: string): Promise<string> {
  const { Config } = await lab.inspectOne(node, service);
  const environment = (Config["Env"] as string[]).filter((line) => line.startsWith("VAULT_"));
  const { Config: agent } = await lab.inspectOne(node, "vault-agent");
  const login = `set -e
export HOME=/tmp ${environment.join(" ")}
cd ${HANDOVER}
secret=$(VAULT_TOKEN=$(cat wrapped-secret-id) vault unwrap -field=secret_id)
${script}`;
  return (await lab.beside(node, service, String(agent["Image"]), login)).output.trim();
}

const LOGIN = `vault write -field=token_policies auth/approle/login role_id=@role-id secret_id="$secret"`;
const logIn = () => asService(...ANALYZER, LOGIN);

/** Waits for the next wrapped secret-id: an agent that starts goes round at once. */
async function another(node: NodeName, service: string): Promise<void> {
  const wrapped = () => lab.exec(node, service, "cat", `${HANDOVER}/wrapped-secret-id`);
  const before = await wrapped();
  await lab.docker(node, "restart", containerOf("vault-agent"));
  if ((await ask(wrapped, (now) => now !== before)) === before)
    throw new Error(await lab.log(node, "vault-agent"));
}

putBack(async () => {
  if (await isSealed()) await succeeded(lab.bev("unseal", "--lab"));
});

it("answers no client without TLS, nor under another authority", async () => {
  const plain = await fetch(`http://${ADDRESS}/v1/sys/health`);
  expect([plain.status, await plain.text()]).toEqual([
    400,
    "Client sent an HTTP request to an HTTPS server.\n",
  ]);
  const reason = await fetch(`https://${ADDRESS}/v1/sys/health`).catch(
    (error: unknown) => (error as { cause: { code: string } }).cause.code,
  );
  expect(reason).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
});

describe("a service that asks Vault for logins", () => {
  it("finds what it logs in with in a tmpfs of its own, and no other service does", async () => {
    const listed = await lab.exec(...ANALYZER, "ls", "-ln", HANDOVER);
    const files = listed.split("\n").slice(1);
    expect(files.map((line) => line.replace(/ +/g, " ").split(" ").slice(0, 4).join(" "))).toEqual(
      Array<string>(3).fill("-r--r----- 1 100 1000"),
    );
    const { Mounts } = await lab.inspectOne(...REDIS);
    expect(Mounts.map(({ Destination }) => Destination)).not.toContain(HANDOVER);
    const folder = await lab.docker(
      ...(["oracle1", "volume", "inspect", `${containerOf(ANALYZER[1])}_vault`] as const),
    );
    expect(JSON.parse(folder)).toMatchObject([{ Options: { type: "tmpfs", device: "tmpfs" } }]);
  });

  it("logs in once with each secret-id", async () => {
    await another(...ANALYZER);
    expect(await logIn()).toBe("[service-oracle1-darknet-analyzer]");
    expect(await logIn()).toContain("wrapping token is not valid or does not exist");
  });

  it.each([
    ["oracle1", "darknet-analyzer", "osint-reader", "insert into lab_finding values (1)"],
    ["thanos", "intel-fusion", "osint-writer", "drop table lab_finding"],
  ] as const)(
    "gets a login of PostgreSQL that is bounded by its role: %s, %s",
    async (node, service, role, refused) => {
      const psql = ["exec", "bev_postgres", "psql", "-U", "researcher", "-d", "osint", "-c"];
      // Unlogged: it is not replicated.
      await lab.docker("thanos", ...psql, "create unlogged table lab_finding (id int)");
      try {
        await another(node, service);
        const credentials = await asService(
          node,
          service,
          `export VAULT_TOKEN=$(vault write -field=token auth/approle/login role_id=@role-id secret_id="$secret")
vault read -format=table database/creds/${role}`,
        );
        const [username = "", password = ""] = ["username", "password"].map(
          (key) => RegExp(`${key} +(\\S+)`).exec(credentials)?.[1],
        );
        const { Config } = await lab.inspectOne("thanos", "postgres");
        const to = `host=${addressOf("thanos")} dbname=osint user=${username} sslmode=require`;
        const query = async (sql: string) => {
          const script = `PGPASSWORD=${password} psql -At "${to}" -c "${sql}" 2>&1 || true`;
          return (await lab.beside(node, service, String(Config["Image"]), script)).output.trim();
        };
        expect(await query("select count(*) from lab_finding")).toBe("0");
        expect(await query(refused)).toMatch(/^ERROR: {2}(permission denied|must be owner)/);
      } finally {
        await lab.docker("thanos", ...psql, "drop table lab_finding");
      }
    },
  );
});

it("gives the agent of a node a new secret-id where it asks for one", async () => {
  const file = "/vault/file/agent/secret-id";
  await lab.exec(...AGENT, "rm", "-f", file);
  const asked = await bev("vault", "agent", "oracle1", "--lab");
  expect(asked.output).toBe(
    "the agent is given another secret-id by the next update: run npx bev up oracle1\n",
  );
  expect((await up("oracle1")).output).toMatch(/^oracle1 +live +1 create /m);
  secretIds.push(await lab.exec(...AGENT, "cat", file));
  await another(...ANALYZER);
  expect(await logIn()).toBe("[service-oracle1-darknet-analyzer]");
  const unknown = await bev("vault", "agent", "mars", "--lab");
  expect(unknown.output).toBe(
    'error: vault/agent: must be one of oracle1, thanos, starlord, got "mars"; name the node whose agent says that it cannot log in\n',
  );
  expect(unknown.code).toBe(1);
});

describe("a sealed Vault", () => {
  it("lets an update change nothing and says why; a preview works", async () => {
    await restart();
    expect(await isSealed()).toBe(true);
    const refused = await up("oracle1", "thanos");
    expect(refused.output).toContain(
      "error: vault: must be open for an update, is sealed; run npx bev unseal. Nothing was changed\n",
    );
    expect(refused.code).toBe(1);
    await lab.expectNoChanges("oracle1");
  });

  it("works again when it was unsealed, without a new secret", async () => {
    const before = await lab.exec(...REDIS, "cat", "/run/secrets/auth.conf");
    const opened = await bev("unseal", "--lab");
    expect(opened.stdout).toBe(`vault at https://${ADDRESS} is open\n`);
    expect((await up("oracle1")).output).toMatch(/^oracle1 +live +none /m);
    expect(await lab.exec(...REDIS, "cat", "/run/secrets/auth.conf")).toBe(before);
  });

  it("stops plain pulumi at Vault too, before a service gets a secret that Vault does not have", async () => {
    const delivered = () => lab.exec(...REDIS, "cat", "/run/secrets/auth.conf");
    const before = await delivered();
    const { stdout } = await lab.pulumi("stack", "--stack", "oracle1", "--show-urns");
    const urn = /urn:\S+RandomPassword::redis-auth\.conf/.exec(stdout)?.[0] ?? "";
    await restart();
    const args = ["up", "--yes", "--skip-preview", "--stack", "oracle1", "--replace", urn];
    const stopped = await lab.pulumi(...args);
    expect(stopped.output).toContain("Vault is sealed");
    expect(stopped.code).not.toBe(0);
    expect(await delivered()).toBe(before);

    await succeeded(bev("unseal", "--lab"));
    expect((await up("oracle1")).output).toMatch(/^oracle1 +live +\d+ update/m);
    expect(await delivered()).not.toBe(before);
    // bev rotate would have replaced Redis: without it, nothing tells Redis of another password.
    await lab.docker("oracle1", "restart", ...["redis", "redis-exporter"].map(containerOf));
    await lab.healthy("oracle1", "redis");
  });
});

it("says where an update looks for a Vault that does not run", async () => {
  await lab.docker("oracle1", "stop", VAULT);
  const refused = await up("oracle1");
  expect(refused.output).toContain(`error: vault: must answer at https://${ADDRESS}, does not (`);
  expect(refused.code).toBe(1);
  await lab.docker("oracle1", "start", VAULT);
  await restart();
  await succeeded(bev("unseal", "--lab"));
});

it("keeps each password under its service, and shows none, and no share or token, anywhere", async () => {
  const { vaultToken } = (await lab.outputs("oracle1")) as { vaultToken: string };
  const kept = async (where: string) => {
    const get = ["vault", "kv", "get", "-mount=secret", "-field=password", where];
    const login = ["exec", "--env", `VAULT_TOKEN=${vaultToken}`, VAULT];
    return (await lab.try("oracle1", ...login, ...get)).stdout.trim();
  };
  const auth = await lab.exec(...REDIS, "cat", "/run/secrets/auth.conf");
  const password = auth.replace("requirepass ", "");
  expect(await kept("services/oracle1/redis/auth.conf")).toBe(password);
  const thanos = await kept("services/thanos/redis-thanos/auth.conf");
  expect([password, thanos].map(({ length }) => length)).toEqual([40, 40]);

  const folder = path.join(shares, "shares");
  const keys = readdirSync(folder).map((name) =>
    readFileSync(path.join(folder, name), "utf8").trim(),
  );
  const seen = [
    ...outputs,
    JSON.stringify(await lab.inspect("oracle1", "vault", "vault-agent", ANALYZER[1], "redis")),
    await lab.log("oracle1", "vault"),
    await lab.log(...AGENT),
    await lab.exec("oracle1", "vault", "sh", "-c", "cat /vault/logs/*"),
    (await lab.pulumi("stack", "export", "--stack", "oracle1")).stdout,
    (await lab.pulumi("stack", "export", "--stack", "thanos")).stdout,
    ...lab.stateFiles(),
  ].join("\n");
  expect(seen).toContain("secret/data/services/thanos/redis-thanos/auth.conf");
  for (const secret of [...keys, ...secretIds, vaultToken, password, thanos]) {
    expect(secret.length).toBeGreaterThan(30);
    expect(seen.includes(secret)).toBe(false);
  }
});
