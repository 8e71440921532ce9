/** An update that npm starts, in a project of its own, which a signal stops: it leaves nothing that runs. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { backendUrl } from "../../../operations/state/file-backend.ts";
import { root, run, TestProject } from "../../kit/engine.ts";
import type { Run } from "../../kit/engine.ts";

/** What the documentation promises. */
const END_MS = 30_000;

const step = (name: string): string =>
  `new local.Command("${name}", { create: "echo ${name} >> log; sleep 1; echo ${name} ended >> log", dir: process.env["TEST_DIRECTORY"] }`;

const project = new TestProject(`
  import { local } from "@pulumi/command";
  import { appendFileSync } from "node:fs";
  appendFileSync(process.env["TEST_DIRECTORY"] + "/log", "program\\n");
  const a = ${step("a")});
  const b = ${step("b")}, { dependsOn: a });
  const c = ${step("c")}, { dependsOn: b });
  ${step("d")}, { dependsOn: c });
`);
const { directory } = project;
const log = path.join(directory, "log");
const locks = path.join(directory, "bev", "state", ".pulumi", "locks", "organization", "bev");

beforeAll(() => {
  project.edit("Pulumi.yaml", "name: test", "name: bev");
  const bootstrap = path.join(root, "toolchain", "bootstrap.mjs");
  const tool = path.join(import.meta.dirname, "tool.ts");
  project.write(
    "chain.mjs",
    `import { appendFileSync } from "node:fs";
    const { runTool } = await import(${JSON.stringify(bootstrap)});
    appendFileSync("log", "chain " + process.pid + "\\n");
    process.exitCode = await runTool(${JSON.stringify([tool, directory])}, {}, { detached: true });`,
  );
  project.write(
    "package.json",
    JSON.stringify({ name: "test", type: "module", scripts: { up: "node chain.mjs" } }),
  );
  project.write(".npmrc", readFileSync(path.join(root, ".npmrc"), "utf8"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** `npx`, the Node that it starts, and the one that this starts in a session of its own. */
export type Receiver = "npm" | "chain" | "tool";

/** Two ways in which npm starts it. */
export const RUN = ["run", "up"];
export const EXEC = ["exec", "--call", "node chain.mjs"];

export interface Signalled {
  signal: NodeJS.Signals;
  receiver: Receiver;
  /** Of npm. */
  args: string[];
  /** What the update has written when the signal comes. */
  point: string;
}

/** One test for each. */
export function stopsAll(cases: readonly Signalled[]): void {
  it.each(cases)("$signal to $receiver of npm $args at $point", stops);
}

async function stops({ signal, receiver, args, point }: Signalled): Promise<void> {
  rmSync(log, { force: true });
  rmSync(path.join(directory, "bev"), { recursive: true, force: true });
  const npm = spawn("npm", ["--silent", ...args], {
    cwd: directory,
    env: { ...process.env, TEST_DIRECTORY: directory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  // npm may end before what it began, which writes to the same pipes: they close with the last that holds them.
  const closed = once(npm, "close");
  await until(() => lines().some((line) => line === point || line.startsWith(`${point} `)));

  // As Pulumi leaves one that is stopped before it listens to signals.
  if (point === "a") writeFileSync(path.join(locks, "test", "left-over.json"), "");
  process.kill(receiver === "npm" ? Number(npm.pid) : pidOf(receiver), signal);
  const begun = performance.now();
  await closed;
  await until(() => running().length === 0);
  expect(performance.now() - begun).toBeLessThan(END_MS);

  expect(npm.exitCode).not.toBe(0);
  expect(lines()).not.toContain("d");
  // Before Pulumi was asked for anything, nothing is to be finished.
  if (point === "tool") return;
  expect(output).toContain("interrupted: what had begun was finished, the rest was not done");
  expect(await lastResult()).toBe("failed");
  expect(await runRecord()).toMatchObject({ stopped: expect.any(String) });
  expect(readdirSync(path.join(locks, "test"))).toEqual([]);
}

function lines(): string[] {
  return existsSync(log) ? readFileSync(log, "utf8").split("\n") : [];
}

function pidOf(receiver: Receiver): number {
  return Number(
    lines()
      .find((line) => line.startsWith(`${receiver} `))
      ?.split(" ")[1],
  );
}

/** Processes of the tool's session, and of those that a command of Pulumi begins, which have sessions of their own. */
function running(): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "sid=,stat=,args="], { encoding: "utf8" });
  const session = String(pidOf("tool"));
  return stdout
    .split("\n")
    .filter((line) => line.trim().split(" ")[0] === session || line.includes(`${log} `))
    .filter((line) => !/^ *\d+ +Z/.test(line));
}

async function lastResult(): Promise<string | undefined> {
  const { stdout } = await pulumi("history");
  return (JSON.parse(stdout) as { result: string }[])[0]?.result;
}

/** Where `bev status` reads that it was interrupted. */
async function runRecord(): Promise<unknown> {
  return (JSON.parse((await pulumi("output")).stdout) as { run?: unknown }).run;
}

function pulumi(verb: string): Promise<Run> {
  return run("pulumi", ["stack", verb, "--stack", "test", "--json"], {
    cwd: path.join(directory, "bev", "project"),
    env: {
      PULUMI_BACKEND_URL: backendUrl(path.join(directory, "bev", "state")),
      PULUMI_CONFIG_PASSPHRASE_FILE: path.join(directory, "bev", "passphrase"),
    },
  });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(50);
}
