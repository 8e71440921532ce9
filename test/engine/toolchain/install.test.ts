import { afterEach, beforeEach, expect, it } from "@jest/globals";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { install, linkFiles } from "../../../toolchain/install.mjs";

let cache: string;
let target: string;

beforeEach(() => {
  cache = mkdtempSync(path.join(os.tmpdir(), "bev-install-"));
  target = path.join(cache, "part");
});
afterEach(() => rmSync(cache, { recursive: true }));

it("has the folder only when it is filled", async () => {
  await install(target, (partial) => {
    writeFileSync(path.join(partial, "file"), "content");
    expect(existsSync(target)).toBe(false);
  });
  expect(readFileSync(path.join(target, "file"), "utf8")).toBe("content");
  expect(readdirSync(cache)).toEqual(["part"]);
});

it("leaves nothing when the filling fails", async () => {
  const filling = install(target, (partial) => {
    writeFileSync(path.join(partial, "file"), "half");
    throw new Error("no more");
  });
  await expect(filling).rejects.toEqual(new Error("no more"));
  expect(readdirSync(cache)).toEqual([]);
});

it("makes the folders above the new one", async () => {
  await install(path.join(cache, "a", "b"), () => undefined);
  expect(readdirSync(path.join(cache, "a"))).toEqual(["b"]);
});

it.each([
  ["fills it too", () => undefined],
  [
    "fails",
    () => {
      throw new Error("too late");
    },
  ],
])("keeps what another process installed meanwhile when this one %s", async (_title, end) => {
  await install(target, () => {
    mkdirSync(target);
    writeFileSync(path.join(target, "file"), "of the other");
    end();
  });
  expect(readFileSync(path.join(target, "file"), "utf8")).toBe("of the other");
  expect(readdirSync(cache)).toEqual(["part"]);
});

it("removes what an interrupted process left, but nothing that may still be at work", async () => {
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of ["part.partial-1", "part.partial-2", "other.partial-1"]) {
    mkdirSync(path.join(cache, name));
  }
  utimesSync(path.join(cache, "part.partial-1"), longAgo, longAgo);
  utimesSync(path.join(cache, "other.partial-1"), longAgo, longAgo);
  await install(target, () => undefined);
  expect(readdirSync(cache).sort()).toEqual(["other.partial-1", "part", "part.partial-2"]);
});

it("gives files a second name, executable as before", () => {
  const from = path.join(cache, "from");
  mkdirSync(from);
  writeFileSync(path.join(from, "tool"), "#!/bin/sh\n", { mode: 0o755 });
  linkFiles(from, path.join(cache, "to"));
  const linked = statSync(path.join(cache, "to", "tool"));
  expect(linked.ino).toBe(statSync(path.join(from, "tool")).ino);
  expect(linked.mode & 0o777).toBe(0o755);
});

it("gives folders and symbolic links below a folder too, and what comes last only at the end", () => {
  const from = path.join(cache, "from");
  const to = path.join(cache, "to");
  mkdirSync(path.join(from, "package", "bin"), { recursive: true });
  writeFileSync(path.join(from, "package", "bin", "tool"), "");
  writeFileSync(path.join(from, ".lock"), "");
  symlinkSync("../package/bin/tool", path.join(from, "tool"));
  // Fails before its end: the name is taken.
  mkdirSync(path.join(to, "tool"), { recursive: true });
  expect(() => {
    linkFiles(from, to, [".lock"]);
  }).toThrow("EEXIST");
  expect(readdirSync(to)).toEqual(["package", "tool"]);
  rmSync(to, { recursive: true });
  linkFiles(from, to, [".lock"]);
  expect(readlinkSync(path.join(to, "tool"))).toBe("../package/bin/tool");
  expect(statSync(path.join(to, "package", "bin", "tool")).ino).toBe(
    statSync(path.join(from, "package", "bin", "tool")).ino,
  );
  expect(readdirSync(to).sort()).toEqual([".lock", "package", "tool"]);
  // npm writes its lock file in place: in one tree, not in both.
  expect(statSync(path.join(to, ".lock")).ino).not.toBe(statSync(path.join(from, ".lock")).ino);
});
