/** What the command prints of an error: one line, with the fix. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { failureOf } from "../cli/failure.ts";
import { UserError } from "../src/lib/error.ts";
import { machineFault } from "../toolchain/failure.mjs";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-failure-"));
afterAll(() => rmSync(directory, { recursive: true }));

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function refused(code: string, file: string, syscall = "open"): unknown {
  const message = `${code}: refused, ${syscall} '${file}'`;
  return Object.assign(new Error(message), { code, syscall, path: file, errno: -1 });
}

describe("says what the machine refuses", () => {
  it.each([
    [
      "EACCES",
      "/p/.bev/preview/project/Pulumi.yaml",
      /^\/p\/\.bev\/preview\/project\/Pulumi\.yaml: must be open to \S+, is not \(EACCES\); give it to \S+ with sudo chown -R \S+ \/p\/\.bev$/,
    ],
    ["EPERM", "/p/it's/.bev/x", /; give it to \S+ with sudo chown -R \S+ '\/p\/it'\\''s\/\.bev'$/],
    ["EACCES", "/.cache/bev", /, or point XDG_CACHE_HOME to another folder$/],
    [
      "EROFS",
      "/p/.bev",
      /^\/p\/\.bev: must be on a disk that can be written, is read-only \(EROFS\); copy the project/,
    ],
    [
      "ENOSPC",
      "/p/.bev/x",
      /^\/p\/\.bev\/x: must find room on its disk, which is full \(ENOSPC\); free some/,
    ],
    [
      "EDQUOT",
      "/p/.bev/x",
      /^\/p\/\.bev\/x: must be within the quota of its disk, is beyond \(EDQUOT\); free some/,
    ],
    ["EMFILE", "/p/x", /; run ulimit -n 4096 first$/],
    ["EIO", "/p/x", /^\/p\/x: must be on a disk that works, .* \(EIO\); look at it with dmesg$/],
  ])("%s of %s", (code, file, line) => {
    expect(machineFault(refused(code, file))).toMatch(line);
  });

  it("as Node itself throws it", () => {
    const file = path.join(directory, "file");
    writeFileSync(file, "");
    const below = path.join(file, "folder");
    const faults = [
      () => mkdirSync(below, { recursive: true }),
      () => readFileSync(directory),
      () => readdirSync(path.join(directory, "absent")),
      () => writeFileSync("/dev/full", "x"),
    ].map((work) => machineFault(thrownBy(work)));
    expect(faults).toEqual([
      expect.stringMatching(
        /: must lie in a folder, lies below a file \(ENOTDIR\); move that file away$/,
      ),
      expect.stringMatching(/: must be a file, is a folder \(EISDIR\); move that folder away$/),
      expect.stringMatching(/absent: must exist, does not \(ENOENT\); make it, or name another$/),
      expect.stringMatching(/: must find room on its disk, which is full \(ENOSPC\); free some/),
    ]);
  });

  it("and nothing of other errors", () => {
    expect([new Error("x"), undefined, "EACCES", { code: "EACCES" }].map(machineFault)).toEqual(
      Array(4).fill(undefined),
    );
  });
});

describe("prints", () => {
  it("what a user can mend as it is", () => {
    expect(failureOf(new UserError("a: must be b; c"))).toEqual({
      exitCode: 1,
      text: "a: must be b; c",
    });
  });

  it("standard error of Pulumi alone", () => {
    const dump =
      "code: 255\n stdout: \n stderr: Command failed with exit code 255: pulumi stack ls --non-interactive\n" +
      "error: could not list stacks: permission denied\n err?: Error: Command failed\n";
    const error = Object.assign(new Error(dump), { name: "CommandError" });
    expect(failureOf(error).text).toBe("could not list stacks: permission denied");
  });

  it("which line of a row is no TypeScript", async () => {
    const file = path.join(directory, "rows.ts");
    writeFileSync(file, "export const a: number = 1;\n<<<<<<< HEAD\n");
    const stack = `${file}:2\nexport const a\n\nSyntaxError: x`;
    const error = Object.assign(new SyntaxError("Merge conflict marker encountered."), { stack });
    expect(failureOf(error).text).toMatch(
      /rows\.ts:2: must be TypeScript that Node can run, is not \(Merge conflict marker encountered\.\); mend that line$/,
    );
  });

  it("which proxy stands between the parts of Pulumi", () => {
    process.env["https_proxy"] = "http://127.0.0.1:9";
    const error = Object.assign(new Error("14 UNAVAILABLE: no"), {
      code: 14,
      details: "no connection",
    });
    const { text } = failureOf(error);
    delete process.env["https_proxy"];
    expect(text).toMatch(
      /^loopback: .* \(no connection\); unset .*https_proxy.*, and run it again$/,
    );
  });

  it.each([new TypeError("x is no function"), new Error(""), undefined, null, "text", { a: 1 }])(
    "of %p that it is a fault of its own, in one line",
    (error) => {
      const { exitCode, text } = failureOf(error);
      expect([exitCode, text?.split("\n").length]).toEqual([1, 1]);
      expect(text).toContain("(a fault of bev itself: DEBUG=1 shows where)");
    },
  );

  it("nothing twice of what Commander has said", () => {
    const help = Object.assign(new Error("(outputHelp)"), { code: "commander.help", exitCode: 0 });
    const fault = Object.assign(new Error("x"), { code: "commander.unknownCommand", exitCode: 1 });
    expect([help, fault].map(failureOf)).toEqual([{ exitCode: 0 }, { exitCode: 1 }]);
  });
});
