/** `bev` works in a folder and a shell that nobody would choose, and a good run prints no word of an error. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import path from "node:path";
import { ERROR, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram("it's 50%41 a#1?b $HOME ü-");
afterAll(() => program.remove());

/** Of another backend, another tool, another language, and behind a proxy that is not there. */
const SHELL = {
  https_proxy: "http://127.0.0.1:9",
  http_proxy: "http://127.0.0.1:9",
  no_proxy: "example.org, example.com",
  NODE_ENV: "production",
  LC_ALL: "de_DE.UTF-8",
  LANGUAGE: "fr:de",
  GIT_DIR: "/nowhere",
  GIT_INDEX_FILE: "/nowhere/index",
  PULUMI_CONFIG_PASSPHRASE: "of another backend",
  PULUMI_STACK: "nowhere",
  PULUMI_DIY_BACKEND_GZIP: "true",
  PULUMI_DIY_BACKEND_LEGACY_LAYOUT: "true",
  TAR_OPTIONS: "--no-such-option",
};

function bev(args: readonly string[], env: Record<string, string> = SHELL): Promise<Run> {
  return run(process.execPath, ["cli/main.ts", ...args], { cwd: program.directory, env });
}

describe("a first preview", () => {
  let runs: Run[];
  beforeAll(async () => {
    runs = await Promise.all([bev(["preview", "starlord"]), bev(["preview", "starlord"])]);
  });

  it("works twice at once", () => {
    expect(runs.map(({ code, output }) => (code === 0 ? "" : output))).toEqual(["", ""]);
    for (const { stdout } of runs) expect(stdout).toMatch(/^starlord +\d+ enabled/m);
  });

  it("prints no word of an error", () => {
    expect(runs.map(({ output }) => ERROR.exec(output)?.[0])).toEqual([undefined, undefined]);
  });

  it("keeps its secrets under its own passphrase", async () => {
    const { code, stdout } = await bev(["env"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^unset PULUMI_CONFIG_PASSPHRASE$/m);
    const shell = `eval "$BEV_TEST_SHELL" && pulumi stack export --stack starlord --show-secrets`;
    const env = { ...SHELL, BEV_TEST_SHELL: stdout };
    const exported = await succeeded(run("bash", ["-c", shell], { env }));
    expect(exported.stdout).toContain('"version": 3');
  });
});

it("sets up a shell in which plain pulumi plans with the packs, without a word of an error", async () => {
  const script =
    `eval "$('${process.execPath}' cli/main.ts env)" && ` +
    `pulumi preview --stack starlord --policy-pack "$PACK" --color never --suppress-outputs`;
  const shell = await run("bash", ["-c", script], {
    cwd: program.directory,
    env: { ...SHELL, PACK: path.join(program.directory, "policies") },
  });
  expect(shell.output).toMatch(/Resources:\n +\+ \d+ to create/);
  expect([ERROR.exec(shell.output)?.[0], shell.code]).toEqual([undefined, 0]);
});

describe("a good run prints no word of an error:", () => {
  it.each([
    ["graph"],
    ["images", "lock", "--offline"],
    ["env"],
    ["--help"],
    ["up", "--help"],
    ["down"],
  ])("bev %s %s %s", async (...args) => {
    const { code, output } = await bev(args.filter(Boolean));
    expect([code, ERROR.exec(output)?.[0]]).toEqual([0, undefined]);
  });
});
