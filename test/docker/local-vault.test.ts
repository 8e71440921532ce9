/** `bev up --local` with Vault: from new to keeping every password, and its bad days. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import path from "node:path";
import { localStage } from "../../lab/local.ts";
import { sharesFolder } from "../../lab/stage.ts";
import { describeWithDocker, docker, inspect } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { ask, BUILD_MS } from "../kit/patience.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const VAULT = "bev_oracle1_vault";
const REDIS = "bev_oracle1_redis";
const AGENT = "bev_oracle1_vault_agent";
/** Asks Vault for logins. */
const ANALYZER = "bev_oracle1_darknet_analyzer";
const HANDOVER = "/run/vault";

/** Inside the container, by its own tool. */
async function status(): Promise<Record<string, unknown>> {
  const { stdout } = await run("docker", ["exec", VAULT, "vault", "status", "-format=json"]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function restart(): Promise<void> {
  await docker("restart", VAULT);
  const answers = () => run("docker", ["exec", VAULT, "vault", "status"]);
  const { code, output } = await ask(answers, (asked) => asked.code !== 1);
  if (code === 1) throw new Error(`${VAULT} does not answer: ${output}`);
}

const LOGIN = `set -e
export HOME=/tmp VAULT_ADDR=https://vault:8200 VAULT_CACERT=${HANDOVER}/authority.pem
secret=$(VAULT_TOKEN=$(cat ${HANDOVER}/wrapped-secret-id) vault unwrap -field=secret_id)
vault write -field=token_policies auth/approle/login role_id=@${HANDOVER}/role-id secret_id="$secret"`;

/** With what the analyzer finds, from where it is. */
async function logIn(): Promise<string> {
  const image = await docker("inspect", "--format", "{{.Config.Image}}", VAULT);
  const place = ["--network", `container:${ANALYZER}`, "--volumes-from", `${ANALYZER}:ro`];
  const args = ["--rm", ...place, "--user", "1000:1000", "--entrypoint", "sh"];
  return (await run("docker", ["run", ...args, image, "-c", LOGIN])).output;
}

/** The agent goes round every two minutes: a new container of it does so at once. */
async function another(): Promise<void> {
  const wrapped = () => docker("exec", ANALYZER, "cat", `${HANDOVER}/wrapped-secret-id`);
  const before = await wrapped();
  await docker("restart", AGENT);
  if ((await ask(wrapped, (now) => now !== before)) === before)
    throw new Error((await run("docker", ["logs", AGENT])).output);
}

describeWithDocker("bev up --local with Vault", () => {
  let program: LocalProgram;
  let shares: string;
  let outputs: string[];
  let secretIds: string[];

  async function bev(...args: string[]): Promise<Run> {
    const done = await program.bev(...args);
    outputs.push(done.output);
    return done;
  }

  const services = ["vault", "vault-agent", "redis", "darknet-analyzer", "tor", "redis-thanos"];
  const up = () => bev("up", "--local", "oracle1", "thanos", "--only", services.join(","));

  function keys(): string[] {
    const folder = path.join(shares, "shares");
    return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8").trim());
  }

  beforeAll(() => {
    program = new LocalProgram();
    outputs = [];
    secretIds = [];
    shares = sharesFolder({
      ...localStage,
      directory: path.join(program.directory, ".bev", "local"),
    });
  });

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it(
    "stops where the shares cannot be written, and does not guess",
    async () => {
      // Vault is initialised, and what it said is lost.
      mkdirSync(path.join(shares, "root-token"), { recursive: true });
      const lost = await up();
      expect(lost.output).toContain("EISDIR");
      expect(lost.code).toBe(1);
      rmdirSync(path.join(shares, "root-token"));
      expect(await status()).toMatchObject({ initialized: true, sealed: true, version: "1.21.0" });
      expect((await up()).output).toContain(
        `vault: must have its shares in ${shares}, an interrupted run lost them; nothing is in it yet: run npx bev vault reset, then this again`,
      );
    },
    BUILD_MS,
  );

  it("is new again after the one explicit command, and then set up", async () => {
    const reset = await bev("vault", "reset", "--local");
    expect([reset.stdout, reset.code]).toEqual(["vault is new again: run npx bev up oracle1\n", 0]);
    const done = await up();
    expect(`${done.output} code ${String(done.code)}`).toMatch(/code 0$/);
    expect(await status()).toMatchObject({
      ...{ initialized: true, sealed: false, storage_type: "raft", n: 5, t: 3 },
    });
    const { State, Config, HostConfig } = await inspect(VAULT);
    expect([State.Health?.Status, Config["User"], HostConfig["CapDrop"]]).toEqual([
      ...["healthy", "100:1000", ["ALL"]],
    ]);
  });

  it("empties no Vault that has been open", async () => {
    const refused = await bev("vault", "reset", "--local");
    expect(refused.output).toBe(
      "error: vault/reset: must be about a Vault that was never opened, whose initialisation from this machine was cut short, " +
        `is not (it is open, shares in ${shares}); nothing was done\n`,
    );
    expect(refused.code).toBe(1);
  });

  it("has nothing to change afterwards, on either node", async () => {
    for (const stack of ["oracle1", "thanos"]) {
      const args = ["preview", "--stack", stack, "--expect-no-changes", "--refresh"];
      const planned = await program.pulumi(...args);
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
    }
  });

  it("answers nobody without TLS, nor under another authority", async () => {
    const address = await docker("port", VAULT, "8200/tcp");
    const plain = await fetch(`http://${address}/v1/sys/health`);
    expect([plain.status, await plain.text()]).toEqual([
      400,
      "Client sent an HTTP request to an HTTPS server.\n",
    ]);
    const reason = await fetch(`https://${address}/v1/sys/health`).catch(
      (error: unknown) => (error as { cause: { code: string } }).cause.code,
    );
    expect(reason).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  it("brings a service what it logs in with, and nobody else", async () => {
    const listed = await docker("exec", ANALYZER, "ls", "-ln", HANDOVER);
    const files = listed.split("\n").slice(1);
    expect(files.map((line) => line.replace(/ +/g, " ").split(" ").slice(0, 4).join(" "))).toEqual([
      ...Array<string>(3).fill("-r--r----- 1 100 1000"),
    ]);
    const { Mounts } = await inspect(REDIS);
    expect(Mounts.map(({ Destination }) => Destination)).not.toContain(HANDOVER);
    const folder = await docker("volume", "inspect", `${ANALYZER}_vault`);
    expect(JSON.parse(folder)).toMatchObject([{ Options: { type: "tmpfs", device: "tmpfs" } }]);

    expect(await logIn()).toBe("[service-oracle1-darknet-analyzer]");
    expect(await logIn()).toContain("wrapping token is not valid or does not exist");
  });

  it("gives the agent of a node another secret-id where it asks for one", async () => {
    const own = () => docker("exec", AGENT, "cat", "/vault/file/agent/secret-id");
    await docker("exec", AGENT, "rm", "-f", "/vault/file/agent/secret-id");
    const asked = await bev("vault", "agent", "oracle1", "--local");
    expect(asked.output).toBe(
      "the agent is given another secret-id by the next update: run npx bev up oracle1\n",
    );
    expect((await up()).output).toMatch(/^oracle1 +live +1 create /m);
    secretIds.push(await own());
    await another();
    expect(await logIn()).toBe("[service-oracle1-darknet-analyzer]");
    const unknown = await bev("vault", "agent", "mars", "--local");
    expect(unknown.output).toBe(
      'error: vault/agent: must be one of oracle1, thanos, starlord, got "mars"; name the node whose agent says that it cannot log in\n',
    );
    expect(unknown.code).toBe(1);
  });

  it("changes nothing while it is sealed, and says why; a preview works", async () => {
    await restart();
    expect(await status()).toMatchObject({ sealed: true });
    const refused = await up();
    expect(refused.output).toContain(
      "error: vault: must be open for an update, is sealed; run npx bev unseal. Nothing was changed\n",
    );
    expect(refused.code).toBe(1);
    const planned = await program.pulumi("preview", "--stack", "oracle1", "--expect-no-changes");
    expect(planned.code).toBe(0);
  });

  it("works again when it was unsealed, without a new secret", async () => {
    const before = await docker("exec", REDIS, "cat", "/run/secrets/auth.conf");
    const opened = await bev("unseal", "--local");
    expect(opened.stdout).toBe("vault at https://127.30.0.1:8200 is open\n");
    const again = await up();
    expect(again.output).toMatch(/^oracle1 +live +none /m);
    expect(again.output).toMatch(/^thanos +live +none /m);
    expect(await docker("exec", REDIS, "cat", "/run/secrets/auth.conf")).toBe(before);
  });

  it("stops plain pulumi at Vault too, before a service gets a secret that is not kept", async () => {
    const delivered = () => docker("exec", REDIS, "cat", "/run/secrets/auth.conf");
    const before = await delivered();
    const { stdout } = await program.pulumi("stack", "--stack", "oracle1", "--show-urns");
    const urn = /urn:\S+RandomPassword::redis-auth\.conf/.exec(stdout)?.[0] ?? "";
    await restart();
    const args = ["up", "--yes", "--skip-preview", "--stack", "oracle1", "--replace", urn];
    const stopped = await program.pulumi(...args);
    expect(stopped.output).toContain("Vault is sealed");
    expect(stopped.code).not.toBe(0);
    expect(await delivered()).toBe(before);

    await bev("unseal", "--local");
    expect((await up()).output).toMatch(/^oracle1 +live +2 update/m);
    expect(await delivered()).not.toBe(before);
  });

  it("says where an update looks for a Vault that does not run", async () => {
    await docker("stop", VAULT);
    const refused = await up();
    expect(refused.output).toContain(
      "error: vault: must answer at https://127.30.0.1:8200, does not (",
    );
    expect(refused.code).toBe(1);
    await docker("start", VAULT);
    await restart();
    await bev("unseal", "--local");
  });

  it("makes another token to deploy with out of three shares", async () => {
    const recovered = await bev("vault", "recover", "--local");
    expect(recovered.stdout).toBe(
      "vault has a root token until the next update has used and revoked it: run npx bev up oracle1\n",
    );
    const renewed = await up();
    expect(`${renewed.output} code ${String(renewed.code)}`).toMatch(/code 0$/);
    expect(renewed.output).toMatch(/^oracle1 +live +2 create, 2 update /m);
    expect(renewed.output).toMatch(/^thanos +live +2 update /m);
    expect(readdirSync(shares)).toEqual(["shares"]);
    expect((await up()).output).toMatch(/^thanos +live +none /m);
  });

  it("keeps each password under its service, and shows none, and no share or token, anywhere", async () => {
    const outputsOf = await program.pulumi(
      "stack",
      "output",
      "--stack",
      "oracle1",
      "--json",
      "--show-secrets",
    );
    const { vaultToken } = JSON.parse(outputsOf.stdout) as { vaultToken: string };
    const login = ["--env", "VAULT_TOKEN", VAULT, "vault", "kv", "get", "-mount=secret"];
    const args = ["exec", ...login, "-field=password"];
    const kept = async (where: string) =>
      (await run("docker", [...args, where], { env: { VAULT_TOKEN: vaultToken } })).stdout.trim();
    const password = (await docker("exec", REDIS, "cat", "/run/secrets/auth.conf")).replace(
      "requirepass ",
      "",
    );
    expect(await kept("services/oracle1/redis/auth.conf")).toBe(password);
    const thanos = await kept("services/thanos/redis-thanos/auth.conf");
    expect([password, thanos].map(({ length }) => length)).toEqual([40, 40]);

    const seen = [
      ...outputs,
      await docker("inspect", VAULT, AGENT, ANALYZER, REDIS, "bev_thanos_redis_thanos"),
      (await run("docker", ["logs", VAULT])).output,
      (await run("docker", ["logs", AGENT])).output,
      await docker("exec", VAULT, "sh", "-c", "cat /vault/logs/*"),
      (await program.pulumi("stack", "export", "--stack", "oracle1")).stdout,
      (await program.pulumi("stack", "export", "--stack", "thanos")).stdout,
      ...program.stateFiles(),
    ].join("\n");
    expect(seen).toContain("secret/data/services/thanos/redis-thanos/auth.conf");
    for (const secret of [...keys(), ...secretIds, vaultToken, password, thanos]) {
      expect(secret.length).toBeGreaterThan(30);
      expect(seen.includes(secret)).toBe(false);
    }
  });

  it("goes whole with bev down, sealed as it may be", async () => {
    await restart();
    const removed = await program.bev("down");
    expect(`${removed.output} code ${String(removed.code)}`).toMatch(/code 0$/);
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${VAULT}`)).toBe("");
    expect(readdirSync(path.dirname(shares))).not.toContain(path.basename(shares));
  });
});
