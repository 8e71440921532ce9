/** `bev up` of production nodes, as far as it goes without their machines: what it refuses, and how. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProgram, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";

let copy: ReturnType<typeof copyProgram>;
let backend: Record<string, string>;

beforeAll(async () => {
  copy = copyProgram();
  const state = path.join(copy.directory, ".bev", "production");
  const passphrase = path.join(copy.directory, ".bev", "passphrase");
  mkdirSync(state, { recursive: true });
  writeFileSync(passphrase, "of a test");
  backend = {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    BEV_STAND_INS: "",
  };
  const options = { cwd: copy.directory, env: backend };
  for (const stack of ["thanos", "oracle1"]) {
    await succeeded(run("pulumi", ["stack", "init", stack, "--non-interactive"], options));
  }
});

afterAll(() => copy.remove());

function up(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const options = { cwd: copy.directory, env: { ...backend, ...env } };
  return run(process.execPath, ["cli/main.ts", "up", ...args], options);
}

it.each([
  [
    "a part of a node",
    ["thanos", "--only", "postgres"],
    {},
    "--only: is for --local and --lab; a production node is deployed whole",
  ],
  [
    "stand-in plugins",
    ["thanos", "--yes"],
    { BEV_STAND_INS: "docker, command" },
    "plugins: must be the published ones, docker, command are this project's stand-ins; run it where " +
      "they can be downloaded, or add --stand-ins",
  ],
  [
    "no backend",
    ["thanos", "--yes"],
    { PULUMI_BACKEND_URL: "" },
    "PULUMI_BACKEND_URL: must name the backend of the stacks, is not set; export it, or use --local",
  ],
  [
    "a stack that was never made",
    ["starlord", "--yes"],
    {},
    "starlord: must exist as a stack, does not; run pulumi stack init starlord",
  ],
  ["no one to ask", ["thanos"], {}, "--yes: must be given where nobody can be asked, and is not"],
])("refuses %s", async (_what, args, env, message) => {
  const result = await up(args, env);
  expect(result.output.trim()).toBe(`error: ${message}`);
  expect(result.code).toBe(1);
});

it("updates nothing while an image has no confirmed digest, and says which", async () => {
  const result = await up(["oracle1", "--yes"]);
  expect(result.output).toMatch(
    /oracle1 failed\n +images: each must have a digest that a registry has confirmed, these have none: /,
  );
  expect(result.code).toBe(1);
});
