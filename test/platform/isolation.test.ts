/** A node that somebody may have taken: evidence, then nothing but ssh; and back. */
import { beforeAll, expect, it } from "@jest/globals";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RUNTIME } from "../../lab/node.ts";
import { answered, run, succeeded } from "../kit/engine.ts";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
import { putBack } from "../kit/put-back.ts";

const REASON = "drill of the lab";
const KEY = path.join(RUNTIME, "ssh", "id_ed25519");
const LONG = 10 * 60_000;
const scratch = mkdtempSync(path.join(tmpdir(), "bev-isolation-"));
let running: string[];
let archive: string | undefined;

function isOpen(address: string, port: number): string {
  return `timeout 2 bash -c '</dev/tcp/${address}/${String(port)}' 2>/dev/null && echo yes || echo no`;
}

/** Whether something accepts a connection there, as a node sees it. */
async function isReached(from: "oracle1" | "starlord", port: number): Promise<boolean> {
  return (await lab.ssh(from, isOpen(addressOf("thanos"), port))) === "yes";
}

const names = async () => (await lab.docker("thanos", "ps", "--format", "{{.Names}}")).split("\n");

beforeAll(async () => {
  running = await names();
  const { stdout } = await succeeded(
    lab.bev("isolate", "--lab", "thanos", "--reason", REASON, "--sign-with", KEY, "--yes"),
  );
  const [, file] = /^evidence: (.*)$/m.exec(stdout) ?? [];
  archive = file && path.join(lab.directory, file);
}, LONG);

putBack(async () => {
  if ((await lab.bev("status", "--lab")).stdout.includes("thanos: isolated since"))
    await lab.bev("isolate", "--lab", "thanos", "--undo");
  if (archive) for (const file of [archive, `${archive}.sig`]) rmSync(file, { force: true });
  rmSync(scratch, { recursive: true });
});

it("lets nothing in but ssh, and nothing out", async () => {
  expect(await isReached("oracle1", 22)).toBe(true);
  for (const port of [5432, 6379, 5672, 9100]) {
    expect(await isReached("oracle1", port)).toBe(false);
    expect(await isReached("starlord", port)).toBe(false);
  }
  expect(await lab.ssh("thanos", isOpen(addressOf("oracle1"), 8200))).toBe("no");
});

it("stops every service, and an update does not start them", async () => {
  expect(await names()).toEqual([""]);
  const { code, output } = await lab.bev("up", "--lab", "thanos");
  expect(code).not.toBe(0);
  expect(output).toContain(`thanos: must not be isolated, is since `);
  expect(output).toContain(`(${REASON}); run npx bev isolate thanos --undo first`);
});

it("shows it in the status", async () => {
  const { stdout } = await succeeded(lab.bev("status", "--lab"));
  expect(stdout).toMatch(new RegExp(`^thanos: isolated since \\S+Z: ${REASON}$`, "m"));
});

it("has evidence of what ran, which verifies until a byte differs", async () => {
  if (!archive) throw new Error("bev isolate: says of no archive");
  await answered(run("tar", ["--extract", "--gzip", "--file", archive, "--directory", scratch]));
  const [folder = ""] = readdirSync(scratch);
  const read = (...file: string[]) => readFileSync(path.join(scratch, folder, ...file), "utf8");
  expect(readdirSync(path.join(scratch, folder, "containers")).sort()).toEqual(
    expect.arrayContaining(running.sort()),
  );
  expect(read("machine", "processes.txt")).toContain("postgres");
  expect(read("machine", "programs.txt")).toMatch(/^[0-9a-f]{64} {2}\/proc\/\d+\/exe$/m);
  expect(read("machine", "connections.txt")).toMatch(/ESTAB/);
  expect(read("machine", "firewall.txt")).not.toContain("BEV-ISOLATED");
  expect(read("containers", containerOf("postgres"), "logs.txt")).not.toBe("");

  const signers = path.join(scratch, "signers");
  writeFileSync(signers, `operator ${readFileSync(`${KEY}.pub`, "utf8")}`);
  const verify = (file: string) =>
    run("sh", [
      ...["-c", 'ssh-keygen -Y verify -f "$1" -I operator -n bev-evidence -s "$2" <"$3"', "sh"],
      ...[signers, `${archive}.sig`, file],
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
    const { stdout } = await succeeded(lab.bev("isolate", "--lab", "thanos", "--undo"));
    expect(stdout).toContain(REASON);
    expect((await names()).sort()).toEqual(running.sort());
    await lab.healthy("thanos", "postgres");
    expect(await isReached("oracle1", 5432)).toBe(true);
    expect((await lab.bev("isolate", "--lab", "thanos", "--undo")).output).toContain(
      "thanos: must be isolated, is not; nothing was changed",
    );
  },
  LONG,
);
