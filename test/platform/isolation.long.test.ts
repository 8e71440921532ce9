/** A node that somebody may have taken: evidence, then nothing but ssh; and back. STARLORD, which others can do without. */
import { beforeAll, expect, it } from "@jest/globals";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RUNTIME } from "../../lab/node.ts";
import { answered, run, succeeded } from "../kit/engine.ts";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
import { putBack } from "../kit/put-back.ts";

const NODE = "starlord";
const REASON = "drill of the lab";
const KEY = path.join(RUNTIME, "ssh", "id_ed25519");
const LONG = 10 * 60_000;
const scratch = mkdtempSync(path.join(tmpdir(), "bev-isolation-"));
let running: string[];
let ports: number[];
let archive: string | undefined;

/** Whether something accepts a connection there, as another node sees it. */
async function isOpen(from: "oracle1" | typeof NODE, address: string, port: number) {
  const asked = `timeout 2 bash -c '</dev/tcp/${address}/${String(port)}' 2>/dev/null && echo yes || echo no`;
  return (await lab.ssh(from, asked)) === "yes";
}

const isReached = (port: number) => isOpen("oracle1", addressOf(NODE), port);

async function reached(): Promise<number[]> {
  const open = await Promise.all(ports.map(isReached));
  return ports.filter((_, index) => open[index]);
}

async function names(): Promise<string[]> {
  const listed = await lab.docker(NODE, "ps", "--format", "{{.Names}}");
  return listed.split("\n").filter(Boolean).sort();
}

async function publishedPorts(): Promise<number[]> {
  const listed = await lab.docker(NODE, "ps", "--format", "{{.Ports}}");
  const found = [...listed.matchAll(/:(\d+)->\d+\/tcp/g)].map(([, port]) => Number(port));
  return [...new Set(found)];
}

beforeAll(async () => {
  running = await names();
  ports = await publishedPorts();
  expect(await reached()).toEqual(ports);
  const { stdout } = await succeeded(
    lab.bev("isolate", "--lab", NODE, "--reason", REASON, "--sign-with", KEY, "--yes"),
  );
  const [, file] = /^evidence: (.*)$/m.exec(stdout) ?? [];
  archive = file && path.join(lab.directory, file);
}, LONG);

putBack(async () => {
  if ((await lab.bev("status", "--lab")).stdout.includes(`${NODE}: isolated since`))
    await lab.bev("isolate", "--lab", NODE, "--undo");
  if (archive) for (const file of [archive, `${archive}.sig`]) rmSync(file, { force: true });
  rmSync(scratch, { recursive: true });
});

it("lets nothing in but ssh, and nothing out", async () => {
  expect(await isReached(22)).toBe(true);
  expect(ports.length).toBeGreaterThan(3);
  expect(await reached()).toEqual([]);
  expect(await isOpen(NODE, addressOf("oracle1"), 8200)).toBe(false);
});

it("stops every service, and an update does not start them", async () => {
  expect(await names()).toEqual([]);
  const { code, output } = await lab.bev("up", "--lab", NODE);
  expect(code).toBe(1);
  expect(output).toContain(`${NODE}: must not be isolated, is since `);
  expect(output).toContain(`(${REASON}); run npx bev isolate ${NODE} --undo first`);
});

it("shows it in the status", async () => {
  const { stdout } = await answered(lab.bev("status", "--lab"));
  expect(stdout).toMatch(new RegExp(`^${NODE}: isolated since \\S+Z: ${REASON}$`, "m"));
});

it("has evidence of what ran, which verifies until a byte differs", async () => {
  if (!archive) throw new Error("bev isolate: says of no archive");
  await answered(run("tar", ["--extract", "--gzip", "--file", archive, "--directory", scratch]));
  const [folder = ""] = readdirSync(scratch);
  const read = (...file: string[]) => readFileSync(path.join(scratch, folder, ...file), "utf8");
  expect(readdirSync(path.join(scratch, folder, "containers"))).toEqual(
    expect.arrayContaining(running),
  );
  expect(read("machine", "processes.txt")).toContain("postgres");
  expect(read("machine", "programs.txt")).toMatch(/^[0-9a-f]{64} {2}\/proc\/\d+\/exe$/m);
  expect(read("machine", "connections.txt")).toMatch(/ESTAB/);
  expect(read("machine", "firewall.txt")).not.toContain("BEV-ISOLATED");
  expect(read("containers", containerOf("staging-postgres"), "logs.txt")).not.toBe("");

  const signers = path.join(scratch, "signers");
  writeFileSync(signers, `operator ${readFileSync(`${KEY}.pub`, "utf8")}`);
  const verify = (file: string) =>
    run("sh", [
      ...["-c", 'ssh-keygen -Y verify -f "$1" -I operator -n bev-evidence -s "$2" <"$3"', "sh"],
      ...[signers, `${archive ?? ""}.sig`, file],
    ]);
  expect((await verify(archive)).code).toBe(0);
  const changed = path.join(scratch, "changed");
  const bytes = readFileSync(archive);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  writeFileSync(changed, bytes);
  expect((await verify(changed)).code).not.toBe(0);
});

it(
  "is whole again after the undo",
  async () => {
    const { stdout } = await succeeded(lab.bev("isolate", "--lab", NODE, "--undo"));
    expect(stdout).toContain(REASON);
    expect(await names()).toEqual(running);
    await lab.healthy(NODE, "staging-postgres");
    const again = await lab.bev("isolate", "--lab", NODE, "--undo");
    expect(again.output).toContain(`${NODE}: must be isolated, is not; nothing was changed`);
  },
  LONG,
);
