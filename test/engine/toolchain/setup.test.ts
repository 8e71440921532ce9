/** The set-up as npm scripts run it, on a machine that can download nothing. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cliArchive } from "../../../toolchain/download.mjs";
import { cliVersion, platform, plugins } from "../../../toolchain/paths.mjs";
import { root } from "../../kit/engine.ts";
import { Machine } from "./machine.ts";

const INSTALLED = [`pulumi-${cliVersion}-<hash>`, "pulumi-home-<hash>"];

let machine: Machine;

beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

describe("on an empty cache", () => {
  beforeEach(() => machine.installGo());

  it("Pulumi is built when it cannot be downloaded, and every step is told", async () => {
    const archive = cliArchive(cliVersion, platform);
    expect(await machine.setUp()).toEqual([
      `downloading Pulumi ${cliVersion}`,
      `downloading Pulumi ${cliVersion}: failed (n s)`,
      `Pulumi ${cliVersion} cannot be downloaded here (${archive}: connect ECONNREFUSED 127.0.0.1:9)`,
      "fetching the Go modules of Pulumi",
      "fetching the Go modules of Pulumi: done (n s)",
      `building Pulumi ${cliVersion} (about 3 minutes)`,
      `building Pulumi ${cliVersion} (about 3 minutes): done (n s)`,
    ]);
    expect(machine.goCommands()).toEqual(["env", "list", "build"]);
    expect(machine.cached()).toEqual(INSTALLED);
  });

  it("two at once build once, into one home", async () => {
    const both = await Promise.all([machine.setUp(), machine.setUp()]);
    const [waiting] = both.filter((lines) => lines.length === 1);
    expect(waiting).toEqual([expect.stringMatching(/^waiting for the set-up of process \d+$/)]);
    expect(machine.goCommands().filter((command) => command === "build")).toHaveLength(1);
    expect(machine.cached()).toEqual(INSTALLED);
  });

  it("the lock of a process that is gone is taken over", async () => {
    const { pid } = spawnSync("true");
    writeFileSync(path.join(machine.cache, "toolchain.lock"), String(pid));
    expect((await machine.setUp()).join()).not.toContain("waiting");
    expect(machine.cached()).toEqual(INSTALLED);
  });

  it("the lock of a process that works is waited for", async () => {
    const lock = path.join(machine.cache, "toolchain.lock");
    writeFileSync(lock, String(process.pid));
    const onLine = (line: string): void => {
      if (line.startsWith("waiting")) rmSync(lock);
    };
    const [first] = await machine.setUp({ onLine });
    expect(first).toBe(`waiting for the set-up of process ${String(process.pid)}`);
    expect(machine.cached()).toEqual(INSTALLED);
  });
});

describe("on a cache that is filled", () => {
  beforeEach(async () => {
    machine.installGo();
    await machine.setUp();
  });

  it("nothing is done and nothing told", async () => {
    const before = machine.goCommands();
    expect(await machine.setUp()).toEqual([]);
    expect(machine.goCommands()).toEqual(before);
  });

  it("the status names each part, its version and where it comes from", async () => {
    const { output } = await machine.bootstrap(["toolchain", "--status"]);
    const rows = output
      .split("\n\n")[0]
      ?.split("\n")
      .map((row) => row.split(/  +/));
    const standIn = (name: string): string =>
      existsSync(path.join(root, "stand-ins", name, "main.ts")) ? "stand-in" : "missing";
    expect(rows).toEqual([
      ["pulumi", cliVersion, "built from Go modules", `versions/${cliVersion}/bin`],
      ["language-nodejs", cliVersion, "stand-in", `versions/${cliVersion}/bin`],
      ...plugins.map(({ name, version }) => [
        name,
        version,
        standIn(name),
        `plugins/resource-${name}-v${version}`,
      ]),
    ]);
    expect(output).toMatch(`\nRemove ${machine.cache} to look for published parts again.`);
  });

  it("a home that lost its list of parts is built again", async () => {
    const list = path.join(machine.home(), "toolchain.json");
    rmSync(list);
    await machine.setUp();
    expect(existsSync(list)).toBe(true);
    expect(machine.goCommands().filter((command) => command === "build")).toHaveLength(1);
  });

  it.each([
    [["toolchain", "--nope"], "npm run toolchain: knows --status, got --nope"],
    [
      ["nope"],
      "toolchain/bootstrap.mjs: knows toolchain, bev, jest, prepare, torture, bench and mutation, got nope",
    ],
    [
      [],
      "toolchain/bootstrap.mjs: knows toolchain, bev, jest, prepare, torture, bench and mutation, got nothing",
    ],
  ])("%j is refused in one line", async (args, message) => {
    expect(await machine.bootstrap(args)).toEqual({ code: 1, output: `error: ${message}` });
  });
});

describe("without a way to get Pulumi the set-up ends in one line and leaves nothing:", () => {
  const noGo = (found: string): string =>
    `PATH: must hold go 1.25 or newer to build Pulumi, found ${found}; install Go, or connect ` +
    "the machine so that Pulumi can be downloaded";

  it.each<[string, Parameters<Machine["installGo"]>[0], string]>([
    ["a Go that is too old", { version: "go1.24.9" }, noGo("go1.24.9")],
    [
      "a Go that cannot get the version that go.mod names",
      { version: "echo 'go: toolchain not available'; exit 1" },
      noGo("go: toolchain not available"),
    ],
    [
      "a build that fails",
      { build: "echo 'undefined: x' >&2; exit 2" },
      "toolchain/go.mod: go build -v failed with code 2; mend the cause below and run npm run toolchain again\nundefined: x",
    ],
    [
      "a build of another version",
      { build: 'printf \'#!/bin/sh\\necho v0.0.1\' > "$out"; chmod +x "$out"' },
      `pulumi: must be version v${cliVersion}, the one obtained answered "v0.0.1"; compare package.json with toolchain/go.mod`,
    ],
  ])("%s", async (_title, go, message) => {
    machine.installGo(go);
    await refused(message);
  });

  it("no Go at all", () => refused(noGo("none")));

  it("a disk that is too small", async () => {
    machine.installGo();
    const small = `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
      fs.statfsSync = () => ({ bavail: 15, bsize: 1e8 }); syncBuiltinESMExports();`;
    const import_ = `data:text/javascript,${encodeURIComponent(small)}`;
    await refused(
      `${machine.cache}: must have 4 GB free to build Pulumi, has 1.5; free some, or point ` +
        "XDG_CACHE_HOME to a larger disk",
      { NODE_OPTIONS: `--import=${import_}` },
    );
  });

  async function refused(message: string, environment?: Record<string, string>): Promise<void> {
    const { code, output } = await machine.bootstrap(["toolchain"], { environment });
    expect(output.slice(output.indexOf("error: "))).toBe(`error: ${message}`);
    expect(code).toBe(1);
    expect(machine.cached()).toEqual([]);
  }
});
