/**
 * The agent of a node as it is rendered, in a plain shell, with a real Vault: what a service finds,
 * and what happens when the agent, or Vault, goes away and comes back.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { issueCredential } from "../../src/steps/vault/agent.ts";
import { VaultClient } from "../../src/steps/vault/client.ts";
import type { Body } from "../../src/steps/vault/client.ts";
import { ensureProgram } from "../kit/image-program.ts";
import { planStack } from "../../src/stack/plan.ts";
import { planAccess, TOKEN } from "../../src/access/vault/access.ts";
import { renderAgent } from "../../src/access/vault/agent.ts";
import { policyText } from "../../src/access/vault/policy.ts";
import { DEPLOY_POLICY, deployPolicy } from "../../src/access/vault/root.ts";
import { serviceLike } from "../kit/site.ts";
import { trackedConfig } from "../kit/stack-config.ts";
import { VaultServer } from "../kit/vault.ts";

const AGENT = "node-agent-thanos";
const ROLE = "service-thanos-intel-fusion";
const LOGIN = "auth/approle/login";

describe("the agent of a node", () => {
  const server = new VaultServer();
  const own = server.file("own");
  const scratch = server.file("scratch");
  const folder = server.file("intel-fusion");
  let client: VaultClient;
  let deployToken: string;
  let running: ChildProcess | undefined;
  let said = "";

  beforeAll(async () => {
    await server.start();
    client = new VaultClient(server.address, readFileSync(server.caFile, "utf8"));
    await declareRoles();
    await server.write(`sys/policies/acl/${DEPLOY_POLICY}`, { policy: deployPolicy() });
    const made = await server.write("auth/token/create", { policies: [DEPLOY_POLICY] });
    deployToken = String(made["client_token"]);
    mkdirSync(server.file("bin"));
    symlinkSync(await ensureProgram("vault"), server.file("bin/vault"));
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    for (const one of [own, scratch, folder]) {
      rmSync(one, { recursive: true, force: true });
      mkdirSync(one);
    }
    await deliver();
    start();
  });
  afterEach(() => stop());

  it("lets a service log in once with what it finds, and no second one with a copy of that", async () => {
    await appears("wrapped-secret-id");
    const wrapping = found("wrapped-secret-id");
    const credentials = await unwrap(wrapping);
    const { auth } = await client.get("POST", LOGIN, credentials);
    expect((auth as Body)["policies"]).toEqual([ROLE]);
    expect((await client.ask("POST", LOGIN, credentials)).status).toBe(400);
    expect((await client.ask("POST", "sys/wrapping/unwrap", {}, wrapping)).status).toBe(400);
    // The next start of the service finds another.
    await changes(path.join(folder, "wrapped-secret-id"), wrapping);
    expect((await client.ask("POST", LOGIN, await unwrap())).status).toBe(200);
  });

  it("leaves files that nobody can change, and nothing half written", async () => {
    await appears("wrapped-secret-id");
    const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
    for (const name of ["authority.pem", "role-id", "wrapped-secret-id"]) {
      expect(modeOf(path.join(folder, name))).toBe("440");
    }
    expect(modeOf(path.join(own, "secret-id"))).toBe("400");
    expect(modeOf(path.join(scratch, ".vault-token"))).toBe("400");
    expect(found("authority.pem")).toBe(readFileSync(server.caFile, "utf8"));
    await hasSaid("goes round, services: 1");
    expect(said).not.toContain(found("wrapped-secret-id"));
  });

  it("renews its own secret-id, and goes on with it after a restart", async () => {
    const delivered = readFileSync(path.join(own, "secret-id"), "utf8");
    await changes(path.join(own, "secret-id"), delivered);
    await stop();
    // What was given first has ended.
    const accessors = await client.get(
      ...["GET", `auth/approle/role/${AGENT}/secret-id?list=true`, undefined, server.rootToken],
    );
    const { keys } = accessors["data"] as { keys: string[] };
    expect(keys.length).toBeGreaterThan(1);
    await server.write(`auth/approle/role/${AGENT}/secret-id/destroy`, { secret_id: delivered });
    empty();
    start();
    await appears("wrapped-secret-id");
    expect((await client.ask("POST", LOGIN, await unwrap())).status).toBe(200);
  });

  it("goes on when Vault was sealed and is open again", async () => {
    await hasSaid("goes round, services: 1");
    await server.seal();
    said = "";
    await hasSaid("cannot log in: ");
    expect(said).toContain("Vault is sealed");
    const old = found("wrapped-secret-id");
    await server.unseal();
    await changes(path.join(folder, "wrapped-secret-id"), old);
    expect((await client.ask("POST", LOGIN, await unwrap())).status).toBe(200);
  });

  it("logs in again when its token is taken from it", async () => {
    await hasSaid("goes round, services: 1");
    const token = readFileSync(path.join(scratch, ".vault-token"), "utf8");
    await server.write("auth/token/revoke", { token });
    await changes(path.join(scratch, ".vault-token"), token);
    const old = found("wrapped-secret-id");
    await changes(path.join(folder, "wrapped-secret-id"), old);
  });

  it("waits for its first secret-id, and says so", async () => {
    await stop();
    rmSync(path.join(own, "secret-id"));
    empty();
    start();
    await hasSaid("cannot log in: there is no secret-id yet");
    await deliver();
    await appears("wrapped-secret-id");
    // It shows all the time that it is alive.
    expect(Number(readFileSync(path.join(scratch, "alive"), "utf8"))).toBeGreaterThan(0);
  });

  describe("the deployment token", () => {
    it("gives no service a secret-id", async () => {
      const { status } = await client.ask(
        ...(["POST", `auth/approle/role/${ROLE}/secret-id`, {}, deployToken] as const),
      );
      expect(status).toBe(403);
    });
  });

  /** As the stack does it. */
  async function declareRoles(): Promise<void> {
    await server.write("sys/auth/approle", { type: "approle" });
    const plan = planAccess({
      ...planStack("thanos", trackedConfig("thanos")),
      services: [serviceLike("intel-fusion"), serviceLike("vault-agent", { node: "thanos" })],
      address: "127.0.0.1",
      networkOf: () => ({ subnet: "", gateway: "" }),
    });
    for (const { name, grants } of plan.policies) {
      await server.write(`sys/policies/acl/${name}`, { policy: policyText(grants) });
    }
    for (const { name, policy, addresses, secretId } of plan.roles) {
      await server.write(`auth/approle/role/${name}`, {
        secret_id_bound_cidrs: addresses,
        secret_id_num_uses: secretId.uses,
        secret_id_ttl: secretId.seconds,
        token_bound_cidrs: addresses,
        token_max_ttl: TOKEN.most,
        token_no_default_policy: true,
        token_policies: [policy],
        token_ttl: TOKEN.first,
      });
    }
  }

  async function deliver(): Promise<void> {
    const authority = readFileSync(server.caFile, "utf8");
    const files = await issueCredential(client, { token: deployToken, role: AGENT, authority });
    for (const { name, content } of files) {
      writeFileSync(path.join(own, name), content, { mode: 0o400 });
    }
  }

  function start(): void {
    const script = renderAgent({
      ...{ stack: "thanos", credential: own, scratch },
      handovers: [{ role: ROLE, folder }],
      pauses: { round: 1, retry: 1, login: 600 },
    });
    writeFileSync(server.file("agent.sh"), script);
    said = "";
    running = spawn("sh", [server.file("agent.sh")], {
      env: {
        PATH: `${server.file("bin")}:${process.env["PATH"] ?? ""}`,
        VAULT: server.address.replace("https://", ""),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    running.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  }

  async function stop(): Promise<void> {
    if (running?.exitCode === null && running.signalCode === null) {
      running.kill("SIGTERM");
      await once(running, "close");
    }
    running = undefined;
  }

  /** As after a restart of the node: nothing in memory is left. */
  function empty(): void {
    for (const one of [scratch, folder]) {
      rmSync(one, { recursive: true });
      mkdirSync(one);
    }
  }

  function found(name: string): string {
    return readFileSync(path.join(folder, name), "utf8");
  }

  async function unwrap(wrapping = found("wrapped-secret-id")): Promise<Body> {
    const { data } = await client.get("POST", "sys/wrapping/unwrap", {}, wrapping);
    return { role_id: found("role-id"), secret_id: (data as Body)["secret_id"] };
  }

  async function until(what: string, isSo: () => boolean): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      try {
        if (isSo()) return;
      } catch {
        // Not there yet.
      }
      await sleep(100);
    }
    throw new Error(`${what} never happened; the agent said: ${said}`);
  }

  function appears(name: string): Promise<void> {
    return until(`${name} in its folder`, () => found(name) !== "");
  }

  function changes(file: string, before: string): Promise<void> {
    return until(`a new ${file}`, () => readFileSync(file, "utf8") !== before);
  }

  function hasSaid(words: string): Promise<void> {
    return until(words, () => said.includes(words));
  }
});
