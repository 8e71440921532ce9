/**
 * `bev secrets` with a real Vault: a value goes from standard input into a service's file, and is in no
 * argument, state, stack file or message; unset, it is in Vault no more.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEPLOY_POLICY, deployPolicy } from "../../src/access/vault/root.ts";
import { withChanges } from "../kit/changes.ts";
import { copyProgram, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { VaultServer } from "../kit/vault.ts";

const CANARY = "canary-of-people";
const SECOND = "another-canary-of-people";
const SECRET = "health-monitor/api-key";
const KEPT = `secret/data/services/oracle1/${SECRET}`;

const server = new VaultServer();
const copy = copyProgram();
const file = (...names: string[]) => path.join(copy.directory, ...names);
/** Out of the program's folder, in which nothing may have it. */
const given = server.file("given");
let env: Record<string, string>;
let token: string;
let said = "";

beforeAll(async () => {
  await server.start();
  await server.write("sys/mounts/secret", { type: "kv", options: { version: "2" } });
  await server.write(`sys/policies/acl/${DEPLOY_POLICY}`, { policy: deployPolicy() });
  const made = await server.write("auth/token/create", {
    policies: [DEPLOY_POLICY],
    period: "1h",
  });
  token = String(made["client_token"]);
  const asking = {
    env: { API_KEY_FILE: { secretFile: "api-key" } },
    secrets: [{ name: "api-key", givenBy: "people" }],
  };
  const changes = withChanges({ rows: { "health-monitor": asking } }, copy.directory);
  mkdirSync(file(".bev", "production"), { recursive: true });
  writeFileSync(file(".bev", "passphrase"), "of a test");
  env = {
    ...changes,
    PULUMI_BACKEND_URL: `file://${file(".bev", "production")}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: file(".bev", "passphrase"),
  };
  await pulumi("stack", "init", "oracle1");
  writeFileSync(file("state.json"), JSON.stringify(stateWith(server)));
  await pulumi("stack", "import", "--stack", "oracle1", "--file", "state.json");
  mkdirSync(server.file("bin"));
  writeFileSync(server.file("bin/docker"), DOCKER, { mode: 0o755 });
});

afterAll(async () => {
  copy.remove();
  await server.stop();
});

function pulumi(...args: string[]): Promise<Run> {
  const options = { cwd: copy.directory, env };
  return succeeded(run("pulumi", [...args, "--non-interactive"], options));
}

/** As if Vault had been deployed: what its stack publishes. */
function stateWith({ address, caFile }: VaultServer) {
  const { port } = new URL(address);
  const outputs = {
    contract: {
      ...{ node: "oracle1", address: "127.0.0.1", verifiers: {} },
      endpoints: { vault: { http: Number(port) } },
      vault: { authority: readFileSync(caFile, "utf8") },
    },
    vaultToken: token,
  };
  const type = "pulumi:pulumi:Stack";
  const urn = `urn:pulumi:oracle1::bev::${type}::bev-oracle1`;
  return { version: 3, deployment: { resources: [{ urn, type, custom: false, outputs }] } };
}

/** Notes what it is called with, and keeps what it is to copy. */
const DOCKER = `#!/bin/sh
echo "$*" >>"$0.log"
case $1 in
  create) echo made ;;
  cp) cat >"$0.tar" ;;
esac
`;

/** With this on its standard input. */
async function bev(input: string, ...args: string[]): Promise<Run> {
  writeFileSync(given, input);
  const command = `"$0" cli/main.ts "$@" <'${given}'`;
  const done = await run("sh", ["-c", command, process.execPath, ...args], {
    cwd: copy.directory,
    env,
  });
  said += done.output;
  return done;
}

function stackFile(): string {
  return readFileSync(file("Pulumi.oracle1.yaml"), "utf8");
}

/** The step as the stack's command runs it. */
async function deliver(version: number, missing: string[] = []): Promise<Run> {
  const input = {
    ...{ address: server.address, authority: readFileSync(server.caFile, "utf8"), token },
    ...{ mount: "secret", folder: "services/oracle1", stack: "oracle1", missing },
    files: [{ name: "api-key", id: SECRET, version, template: "key={secret}\n" }],
    ...{ dockerHost: "ssh://oracle1", image: "image", volume: "bev_health_monitor_secrets" },
    user: "1000:1000",
  };
  writeFileSync(server.file("input.json"), JSON.stringify(input));
  const command = `"$0" ../cli/steps/main.ts given-secrets <'${server.file("input.json")}'`;
  const PATH = [server.file("bin"), process.env["PATH"]].join(path.delimiter);
  const done = await run("sh", ["-c", command, process.execPath], {
    cwd: file("src"),
    env: { PATH },
  });
  said += done.output;
  return done;
}

function delivered(name: string): string {
  return execFileSync("tar", [
    "--extract",
    "--to-stdout",
    "--file",
    server.file("bin/docker.tar"),
    name,
  ]).toString();
}

it("keeps a value in Vault, and its version in the stack file", async () => {
  const [before = "", after] = stackFile().split(/^(?=encryptionsalt)/m);
  const withLine = (version: number) =>
    `${before}  bev:secrets:\n    ${SECRET}: ${String(version)}\n${after ?? ""}`;
  const first = await bev(`${CANARY}\n`, "secrets", "set", SECRET);
  expect(first.output.trim()).toBe(
    `oracle1/${SECRET} is version 1 in Vault and in Pulumi.oracle1.yaml; run npx bev up oracle1`,
  );
  expect(await server.read(KEPT)).toMatchObject({ data: { password: CANARY } });
  expect(stackFile()).toBe(withLine(1));
  writeFileSync(server.file("second"), `${SECOND}\n`);
  const second = await bev(
    "",
    "secrets",
    "set",
    `oracle1/${SECRET}`,
    "--file",
    server.file("second"),
  );
  expect(second.code).toBe(0);
  expect(stackFile()).toBe(withLine(2));
});

it("brings the version that the plan names into the service's file", async () => {
  expect(await deliver(2, ["former"])).toMatchObject({ code: 0, stdout: "delivered" });
  expect(delivered("api-key")).toBe(`key=${SECOND}\n`);
  expect(delivered("former")).toBe("");
  await deliver(1);
  expect(delivered("api-key")).toBe(`key=${CANARY}\n`);
  expect(readFileSync(server.file("bin/docker.log"), "utf8")).toContain(
    "bev_health_monitor_secrets",
  );
});

it("lists what is set, since when, and what is left out without it", async () => {
  const { stdout } = await bev("", "secrets", "list");
  expect(stdout).toMatch(
    /^oracle1 +health-monitor\/api-key +2 +20\d\d-\d\d-\d\dT[\d:]{8} +health-monitor: API_KEY_FILE *$/m,
  );
});

it.each([
  ["an empty value", "\n", [SECRET], "standard input: must be a value, is empty; "],
  ["bytes that are no text", "a\0b", [SECRET], "standard input: must be text in UTF-8 without "],
  [
    "a name that no row has",
    "x",
    ["redis/x"],
    "secret: must be one of .*oracle1/health-monitor/api-key",
  ],
  [
    "a file that is absent",
    "",
    [SECRET, "--file", "absent"],
    "--file: must be a file that can be read",
  ],
])("refuses %s, and changes nothing", async (_what, input, args, message) => {
  const before = stackFile();
  const { code, output } = await bev(input, "secrets", "set", ...args);
  expect(output).toMatch(new RegExp(`^error: ${message}`));
  expect(code).toBe(1);
  expect(stackFile()).toBe(before);
});

it("sets nothing while Vault is sealed, and still lists what is set", async () => {
  await server.seal();
  try {
    const { code, output } = await bev("x", "secrets", "set", SECRET);
    expect(output.trim()).toBe(
      "error: vault: must be open for a secret, is sealed; run npx bev unseal. Nothing was changed",
    );
    expect(code).toBe(1);
    const listed = await bev("", "secrets", "list");
    expect(listed.stdout).toMatch(/^oracle1 +health-monitor\/api-key +2 +- +/m);
    expect(listed.code).toBe(0);
  } finally {
    await server.unseal();
  }
});

it("takes an unset value out of Vault and the stack file, and the step says what is absent", async () => {
  const { stdout } = await bev("", "secrets", "unset", SECRET);
  expect(stdout.trim()).toBe(
    `oracle1/${SECRET} is out of Vault and Pulumi.oracle1.yaml; run npx bev up oracle1`,
  );
  expect(stackFile()).not.toContain("bev:secrets");
  const { code, output } = await deliver(2);
  expect(output.trim()).toBe(
    `oracle1/${SECRET}: version 2 must be in Vault, is not; run npx bev secrets set oracle1/${SECRET}`,
  );
  expect(code).toBe(1);
  expect((await bev("", "secrets", "list")).stdout).toMatch(/health-monitor\/api-key +- +not set/);
});

it("has shown and stored the values nowhere else", () => {
  const files = readdirSync(copy.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  const log = readFileSync(server.file("bin/docker.log"), "utf8");
  expect(files.length).toBeGreaterThan(100);
  const texts = [...files, log, said].filter((text) => text.includes(CANARY));
  expect(texts).toEqual([]);
});
