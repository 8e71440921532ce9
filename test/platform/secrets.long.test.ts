/** What people give, from `bev secrets` into the file of a running service, and out of it again. */
import { expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { answered } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { putBack } from "../kit/put-back.ts";

const [NODE, SERVICE] = ["oracle1", "alertmanager"] as const;
const SECRET = `${SERVICE}/webhook-url`;
const FILE = "/run/secrets/webhook-url";
const CANARY = "http://127.0.0.1:9/canary-of-people";
const folder = mkdtempSync(path.join(os.tmpdir(), "bev-given-"));
const outputs: string[] = [];

async function bev(...args: string[]): Promise<Run> {
  const done = await lab.bev(...args, "--lab");
  outputs.push(done.output);
  return done;
}

async function give(value: string): Promise<void> {
  const file = path.join(folder, "value");
  writeFileSync(file, `${value}\n`);
  await answered(bev("secrets", "set", SECRET, "--file", file));
}

async function update(): Promise<void> {
  outputs.push((await lab.up(NODE)).output);
}

function stackFile(): string {
  return readFileSync(path.join(lab.workspace.project, `Pulumi.${NODE}.yaml`), "utf8");
}

putBack(async () => {
  rmSync(folder, { recursive: true, force: true });
  if (!stackFile().includes(SECRET)) return;
  await bev("secrets", "unset", SECRET);
  await lab.up(NODE);
});

it("is in the file of its service, that only its user can read", async () => {
  await give(`${CANARY}-1`);
  expect(stackFile()).toMatch(/alertmanager\/webhook-url"?: 1$/m);
  await update();
  expect(await lab.exec(NODE, SERVICE, "cat", FILE)).toBe(`${CANARY}-1`);
  expect(await lab.exec(NODE, SERVICE, "stat", "-c", "%a", FILE)).toBe("400");
});

it("is another one after the next update, in the same container", async () => {
  const before = await lab.lives(NODE, SERVICE);
  await give(`${CANARY}-2`);
  await update();
  expect(await lab.exec(NODE, SERVICE, "cat", FILE)).toBe(`${CANARY}-2`);
  expect(await lab.lives(NODE, SERVICE)).toEqual(before);
});

it("is in no state, log, argument and output", async () => {
  const inspected = JSON.stringify(await lab.inspect(NODE, SERVICE));
  const history = await lab.docker(NODE, "events", "--since", "1h", "--until", "0s");
  const texts = [inspected, history, stackFile(), await lab.log(NODE, SERVICE)];
  const all = [...outputs, ...lab.stateFiles(), ...texts];
  expect(all.filter((text) => text.includes("canary-of-people"))).toEqual([]);
});

it("is away once it was unset", async () => {
  await answered(bev("secrets", "unset", SECRET));
  await update();
  const { code } = await lab.try(NODE, "exec", containerOf(SERVICE), "cat", FILE);
  expect(code).not.toBe(0);
  expect((await bev("secrets", "list")).stdout).toMatch(/alertmanager\/webhook-url +- +not set/);
});
