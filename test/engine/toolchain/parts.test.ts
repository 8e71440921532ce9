/** The smaller parts of the set-up, each on its own. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { environment, runTool } from "../../../toolchain/bootstrap.mjs";
import { installedAsLocked } from "../../../toolchain/dependencies.mjs";
import { cliVersion, hashFiles } from "../../../toolchain/paths.mjs";
import { NOT_STARTED, run } from "../../../toolchain/run.mjs";
import { root } from "../../kit/engine.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "bev-parts-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, content: string): string {
  const file = path.join(directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe("the hash of files", () => {
  it("does not depend on their order", () => {
    const files = [write("a", "1"), write("b", "2")];
    expect(hashFiles(files)).toMatch(/^[0-9a-f]{12}$/);
    expect(hashFiles(files.toReversed())).toBe(hashFiles(files));
  });

  it.each([
    ["a content changes", () => hashFiles([write("a", "1"), write("b", "3")])],
    ["a name changes", () => hashFiles([write("a", "1"), write("c", "2")])],
    ["two contents are exchanged", () => hashFiles([write("a", "2"), write("b", "1")])],
    ["text moves from one file to the next", () => hashFiles([write("a", "12"), write("b", "")])],
    ["a file is missing", () => hashFiles([write("a", "1")])],
  ])("is another when %s", (_title, changed) => {
    const before = hashFiles([write("a", "1"), write("b", "2")]);
    expect(changed()).not.toBe(before);
  });
});

describe("npm's packages are installed as locked", () => {
  const wanted = {
    "": { version: "1.0.0" },
    cli: { version: "0.0.0" },
    "node_modules/a": { version: "1.2.3" },
    "node_modules/mac-only": { version: "1.0.0", optional: true },
  };
  const installed = { "node_modules/a": { version: "1.2.3" } };

  it.each([
    ["when every package has its version, an optional one left out", installed, true],
    ["not when a package has another version", { "node_modules/a": { version: "1.2.4" } }, false],
    ["not when a package is missing", {}, false],
    [
      "not when an optional package has another version",
      { ...installed, "node_modules/mac-only": { version: "0.9.0" } },
      false,
    ],
    ["not when a package is listed and not there", installed, false, "node_modules/b/package.json"],
  ])("%s", (_title, packages, expected, file = "node_modules/a/package.json") => {
    write("package-lock.json", JSON.stringify({ packages: wanted }));
    write("node_modules/.package-lock.json", JSON.stringify({ packages }));
    write(file, "");
    expect(installedAsLocked(directory)).toBe(expected);
  });

  it("not when nothing is installed", () => {
    write("package-lock.json", JSON.stringify({ packages: wanted }));
    expect(installedAsLocked(directory)).toBe(false);
  });
});

describe("a child process", () => {
  it("gives its lines as they come, and the end of both streams", async () => {
    const lines: string[] = [];
    const script = "printf 'one\\ntw'; sleep 0.1; printf 'o\\nrest'; echo error >&2; exit 3";
    const result = await run("sh", ["-c", script], { onLine: (line) => lines.push(line) });
    expect(lines.slice(0, 2)).toEqual(["one", "two"]);
    expect(result.code).toBe(3);
    expect(result.output).toContain("two\nrest");
    expect(result.output).toContain("error");
  });

  it("keeps no more than the last 4,000 characters", async () => {
    const { output } = await run("sh", ["-c", "seq 1 5000"]);
    expect(output).toMatch(/\n4999\n5000$/);
    expect(output.length).toBeLessThanOrEqual(4000);
  });

  it("that cannot be started says why", async () => {
    expect(await run("/no/such", [])).toEqual({
      code: NOT_STARTED,
      output: "spawn /no/such ENOENT",
    });
  });
});

describe("progress without a terminal", () => {
  it.each([
    ["done", "report('half');", "done", 0],
    ["failed", "throw new Error('no');", "failed", 1],
  ])("has a first and a last line when the work is %s", async (_title, work, end, code) => {
    const script = `
      const { withProgress } = await import("${path.join(root, "toolchain", "progress.mjs")}");
      await withProgress("working", async (report) => { ${work} }).catch(() => process.exit(1));`;
    expect(await run(process.execPath, ["--input-type=module", "--eval", script])).toEqual({
      code,
      output: `working\nworking: ${end} (0 s)`,
    });
  });
});

describe("a tool", () => {
  it("finds this project's Pulumi before npm's launcher of it, and that before the rest", () => {
    const [first, second, third] = environment({ home: "/home", parts: [] }).PATH.split(
      path.delimiter,
    );
    expect(first).toBe(`/home/versions/${cliVersion}/bin`);
    expect(second).toBe(path.join(root, "node_modules", ".bin"));
    expect(third).toBe(process.env["PATH"]?.split(path.delimiter)[0]);
  });

  it.each([
    ["exits with", "process.exit(7)", 7],
    [
      "is ended by a signal, which counts 128 more, in",
      'process.kill(process.pid, "SIGTERM")',
      143,
    ],
  ])("%s its own code", async (_title, script, code) => {
    expect(await runTool(["--eval", script], {})).toBe(code);
  });

  it("gets an interrupt that reached the set-up alone, once", async () => {
    const tool = `process.on("SIGINT", () => { console.log("interrupted"); setTimeout(() => process.exit(7), 200); });
      console.log("ready"); setTimeout(() => process.exit(9), 5000);`;
    const script = `
      const { runTool } = await import("${path.join(root, "toolchain", "bootstrap.mjs")}");
      process.exitCode = await runTool(["--eval", ${JSON.stringify(tool)}], {});`;
    const setup = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    let output = "";
    setup.stdout.on("data", (chunk: Buffer) => {
      if (output === "") setup.kill("SIGINT");
      output += chunk.toString();
    });
    const code = await new Promise((resolve) => setup.on("close", resolve));
    expect(output).toBe("ready\ninterrupted\n");
    expect(code).toBe(7);
  });
});
