/** A new Vault's first hour on a real one, cut short at every kind of moment. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { VaultClient } from "../../src/steps/vault/client.ts";
import type { Body } from "../../src/steps/vault/client.ts";
import { generateRoot } from "../../operations/vault-recovery.ts";
import { SharesFolder } from "../../src/steps/vault/shares.ts";
import { unseal } from "../../src/steps/vault/unseal.ts";
import { root } from "../kit/engine.ts";
import { VaultServer } from "../kit/vault.ts";
import { VaultProxy } from "../kit/vault-proxy.ts";
import type { Moment } from "../kit/vault-proxy.ts";

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe("the first hour of a Vault", () => {
  let server: VaultServer;
  let proxy: VaultProxy;
  let address: string;
  let shares: SharesFolder;
  let outputs: Outcome[];

  beforeEach(async () => {
    server = new VaultServer();
    await server.launch();
    proxy = new VaultProxy(server);
    address = await proxy.listen();
    shares = new SharesFolder(server.file("shares-of-mine"));
    outputs = [];
  });

  afterEach(async () => {
    proxy.close();
    await server.stop();
  });

  /** As Pulumi runs it; killed when the moment comes. */
  async function run(step: string, moment?: Moment, changes: Body = {}): Promise<Outcome> {
    const child = spawn(process.execPath, ["../cli/steps/main.ts", `vault-${step}`], {
      cwd: path.join(root, "src"),
    });
    proxy.moment = moment;
    proxy.onMoment = () => child.kill("SIGKILL");
    child.stdin.end(
      JSON.stringify({
        address,
        authority: readFileSync(server.caFile, "utf8"),
        authorityFile: server.file("authority/ca.pem"),
        shares: shares.directory,
        pgpKeys: [],
        auditFile: server.file("audit.log"),
        ...changes,
      }),
    );
    const outcome = await ended(child);
    outputs.push(outcome);
    return outcome;
  }

  async function ended(child: ChildProcess): Promise<Outcome> {
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      text(child.stderr as NodeJS.ReadableStream),
      new Promise<number | null>((resolve) => child.on("close", resolve)),
    ]);
    return { code, stdout, stderr };
  }

  function client(): VaultClient {
    return new VaultClient(server.address, readFileSync(server.caFile, "utf8"));
  }

  /** A holder of three shares can look; every token by its name. */
  async function tokens(): Promise<{ name: string; policies: string[] }[]> {
    const vault = client();
    const own = await generateRoot(vault, shares.keys());
    const self = await vault.get("GET", "auth/token/lookup-self", undefined, own);
    const { keys } = (await vault.get("GET", "auth/token/accessors?list=true", undefined, own))[
      "data"
    ] as {
      keys: string[];
    };
    const others = keys.filter((one) => one !== (self["data"] as Body)["accessor"]);
    const found = await Promise.all(
      others.map((accessor) => vault.get("POST", "auth/token/lookup-accessor", { accessor }, own)),
    );
    await vault.get("POST", "auth/token/revoke-self", {}, own);
    return found.map(({ data }) => {
      const { display_name: name, policies } = data as Record<string, unknown>;
      return { name: String(name), policies: policies as string[] };
    });
  }

  /** What must hold however it went: limited, on disk, and nowhere else. */
  async function expectDone(token: string): Promise<void> {
    const modes = readdirSync(path.join(shares.directory, "shares")).map((name) => [
      name,
      (statSync(path.join(shares.directory, "shares", name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([1, 2, 3, 4, 5].map((number) => [`share-${String(number)}`, "600"]));
    expect(existsSync(path.join(shares.directory, "root-token"))).toBe(false);
    expect(existsSync(path.join(shares.directory, "initialising"))).toBe(false);
    expect(await tokens()).toEqual([{ name: "token-bev-deploy", policies: ["bev-deploy"] }]);
    const self = await client().get("GET", "auth/token/lookup-self", undefined, token);
    expect(self["data"]).toMatchObject({ period: 2_592_000, renewable: true, orphan: true });
    const said = JSON.stringify(outputs);
    for (const key of shares.keys()) expect(said.includes(key)).toBe(false);
  }

  it("ends with shares on disk, a limited token, and no root token", async () => {
    const made = await run("bootstrap");
    expect([made.code, made.stderr]).toEqual([
      0,
      `vault: 5 shares, of which 3 open it, are in ${shares.directory}/shares; give each to another holder\n`,
    ]);
    expect(readFileSync(server.file("authority/ca.pem"))).toEqual(readFileSync(server.caFile));
    expect(await run("retire-root")).toMatchObject({ code: 0, stdout: "retired" });
    await expectDone(made.stdout);
    expect(readFileSync(server.file("audit.log"), "utf8")).toContain("sys/policies/acl/bev-deploy");
  });

  const moments: Moment[] = [
    { when: "before", request: "PUT sys/init", time: 1 },
    { when: "before", request: "PUT sys/unseal", time: 1 },
    { when: "after", request: "PUT sys/unseal", time: 3 },
    { when: "after", request: "PUT sys/unseal", time: 4 },
    { when: "after", request: "PUT sys/audit/bootstrap", time: 1 },
    { when: "after", request: "PUT sys/policies/acl/admin-policy", time: 1 },
    { when: "before", request: "PUT sys/policies/acl/bev-deploy", time: 1 },
    { when: "after", request: "POST auth/token/create-orphan", time: 1 },
    { when: "before", request: "POST auth/token/revoke-self", time: 1, step: "retire-root" },
    { when: "after", request: "POST auth/token/revoke-self", time: 1, step: "retire-root" },
  ];
  it.each(moments)("goes on when it was killed $when $request ($time)", async (moment) => {
    if (moment.step) expect((await run("bootstrap")).code).toBe(0);
    const step = moment.step ?? "bootstrap";
    expect((await run(step, moment)).code).toBe(null);
    expect(await run(step)).toMatchObject({ code: 0 });
    const made = outputs.findLast(({ code, stdout }) => code === 0 && stdout !== "retired");
    expect((await run("retire-root")).code).toBe(0);
    await expectDone(made?.stdout ?? "");
  });

  it("asks for a decision when the shares were lost, and names the command", async () => {
    expect((await run("bootstrap", { when: "after", request: "PUT sys/init", time: 1 })).code).toBe(
      null,
    );
    expect(await run("bootstrap")).toMatchObject({
      code: 1,
      stderr:
        `vault: must have its shares in ${shares.directory}, an interrupted run lost them; nothing is in it yet: ` +
        "run npx bev vault reset, then this again\n",
    });
  });

  it("leaves a Vault alone that somebody else has initialised", async () => {
    await server.initialise();
    expect(await run("bootstrap")).toMatchObject({
      code: 1,
      stderr:
        `vault: must be new or have its shares in ${shares.directory}, the one at ${address} was initialised elsewhere; ` +
        "run this where its shares are, or npx bev vault recover with three of them\n",
    });
    expect(existsSync(shares.directory)).toBe(false);
  });

  it("makes another token out of three shares when the first has ended", async () => {
    const first = await run("bootstrap");
    await run("retire-root");
    expect(await run("bootstrap")).toMatchObject({
      code: 1,
      stderr: `vault: must have a root token in ${shares.directory} to be set up, has none any more; run npx bev vault recover with three shares\n`,
    });
    shares.keepRootToken(await generateRoot(client(), shares.keys().slice(2)));
    const second = await run("bootstrap");
    await run("retire-root");
    await expectDone(second.stdout);
    expect(second.stdout).not.toBe(first.stdout);
  });

  it("takes three shares of five, and no others", async () => {
    await run("bootstrap");
    await server.sealWith(shares.rootToken() ?? "");
    await expect(unseal(client(), shares.keys().slice(0, 2))).rejects.toThrow(
      "vault/unseal: must get 3 shares, got 2; give those of other holders too",
    );
    const foreign = [1, 2, 3].map((index) => Buffer.alloc(33, index).toString("base64"));
    await expect(unseal(client(), foreign)).rejects.toThrow(
      /^vault: must grant PUT sys\/unseal, answers 400 \(/,
    );
    await unseal(client(), shares.keys().slice(2));
    expect((await client().ask("GET", "sys/health")).status).toBe(200);
    await expect(generateRoot(client(), shares.keys().slice(0, 2))).rejects.toThrow(
      "vault/recover: must get three shares, got 2; give those of other holders too",
    );
  });

  it("keeps the shares of a Vault that is no more, out of the way", async () => {
    await run("bootstrap");
    const before = shares.keys();
    await server.stop();
    server = new VaultServer();
    await server.launch();
    const moved = path.join(server.directory, "moved");
    shares = new SharesFolder(moved);
    shares.begin();
    shares.keep({ keys: before, rootToken: "of the former" });
    proxy.close();
    proxy = new VaultProxy(server);
    address = await proxy.listen();
    const made = await run("bootstrap");
    expect(made.stderr).toMatch(
      /^vault: it is new; shares of the one before it: \S+\/moved\/before-\w+\n/,
    );
    const aside = readdirSync(moved).find((name) => name.startsWith("before-")) ?? "";
    const kept = readFileSync(path.join(moved, aside, "shares", "share-1"), "utf8");
    expect(kept.trim()).toBe(before[0]);
    await run("retire-root");
    await expectDone(made.stdout);
    rmSync(moved, { recursive: true });
  });

  it("gives the shares to holders of PGP keys, and waits for three of them", async () => {
    const gpg = (args: readonly string[], input?: Buffer): Buffer =>
      execFileSync("gpg", ["--homedir", server.file("gnupg"), "--batch", "--quiet", ...args], {
        input,
        stdio: ["pipe", "pipe", "ignore"],
      });
    mkdirSync(server.file("gnupg"), { mode: 0o700 });
    gpg([...["--passphrase", ""], "--quick-generate-key", "holder", "future-default", "default"]);
    const publicKey = server.file("holder.gpg");
    writeFileSync(publicKey, gpg(["--export", "holder"]));

    const running = run("bootstrap", undefined, { pgpKeys: Array(5).fill(publicKey) });
    while (shares.keys().length === 0) await sleep(50);
    const keys = shares.keys().map((key) => gpg(["--decrypt"], Buffer.from(key, "base64")));
    await unseal(
      client(),
      keys.map((key) => key.toString("utf8")),
    );
    const made = await running;
    expect([made.code, made.stderr]).toEqual([
      0,
      expect.stringContaining(
        "vault: waiting for its holders; three of them run npx bev unseal within ten minutes\n",
      ),
    ]);
    const self = await client().get("GET", "auth/token/lookup-self", undefined, made.stdout);
    expect(self["data"]).toMatchObject({ policies: ["bev-deploy"] });
    execFileSync("gpgconf", ["--homedir", server.file("gnupg"), "--kill", "all"]);
  });

  it("refuses a folder for the shares that is in the repository", async () => {
    expect(await run("bootstrap", undefined, { shares: path.join(root, "shares") })).toMatchObject({
      code: 1,
      stderr: `bev:vault.shares: must be a folder outside the repository, got "${path.join(root, "shares")}"; set it with pulumi config set --path bev:vault.shares <folder>\n`,
    });
  });
});
