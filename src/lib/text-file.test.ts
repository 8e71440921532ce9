import { afterAll, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { UserError } from "./error.ts";
import { readJsonFile, readTextFile, textFile } from "./text-file.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-text-"));
const file = path.join(directory, "file");
afterAll(() => rmSync(directory, { recursive: true }));

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof UserError) return error.message.replaceAll(directory, "");
    throw error;
  }
  return "";
}

it.each([
  ["UTF-8", Buffer.from("a: ü\n")],
  ["UTF-8 with a mark", Buffer.from("\ufeffa: ü\n")],
  ["UTF-16 of a little end", Buffer.from("\ufeffa: ü\n", "utf16le")],
  ["UTF-16 of a big end", Buffer.from("\ufeffa: ü\n", "utf16le").swap16()],
])("reads %s", (_what, bytes) => {
  writeFileSync(file, bytes);
  expect(readTextFile(file).text).toBe("a: ü\n");
});

it.each([
  ["what is absent", "absent", "/absent: must exist, does not; restore it with git checkout"],
  [
    "a folder",
    "folder",
    "/folder: must be a file, is a folder; move it away, and restore it with git checkout",
  ],
  [
    "a link to nothing",
    "dangling",
    "/dangling: must exist, does not; restore it with git checkout",
  ],
  [
    "a link to itself",
    "ring",
    "/ring: must be readable, is not (ELOOP); restore it with git checkout",
  ],
  [
    "what lies below a file",
    "plain/file",
    "/plain/file: must be readable, is not (ENOTDIR); restore it with git checkout",
  ],
])("refuses %s", (_what, name, message) => {
  mkdirSync(path.join(directory, "folder"), { recursive: true });
  writeFileSync(path.join(directory, "plain"), "");
  for (const [link, target] of [
    ["dangling", "nowhere"],
    ["ring", "ring"],
  ] as const) {
    rmSync(path.join(directory, link), { force: true });
    symlinkSync(target, path.join(directory, link));
  }
  expect(refusal(() => readTextFile(path.join(directory, name)))).toBe(message);
});

it.each(["<<<<<<< HEAD", ">>>>>>> their change", "||||||| 1f2e3d4", "<<<<<<< HEAD\r"])(
  "names the line of a conflict: %j",
  (marker) => {
    const read = (): unknown => textFile("Pulumi.yaml", `a: 1\n${marker}\nb: 2\n`);
    expect(refusal(read)).toBe(
      `Pulumi.yaml:2: must have no mark of a conflict, has ${marker.trim()}; merge it by hand`,
    );
  },
);

it("takes a line of equal signs for what it is: a heading of some comment", () => {
  expect(textFile("a", "# x\n# =======\n=======\n").text).toContain("=======");
});

it.each([
  ["", ": must be JSON, is empty; restore it with git checkout"],
  [" \n", ": must be JSON, is empty; restore it with git checkout"],
  [
    '{\n  "a": 1,\n',
    ":2: must be JSON, is not: Expected double-quoted property name; mend it, or restore it with git checkout",
  ],
  [
    '{\n  "a": 1\n  "b": 2\n}\n',
    ":3: must be JSON, is not: Expected ',' or '}' after property value; mend it, or restore it with git checkout",
  ],
  [
    '{\n  "a": [1, 2\n}\n',
    ":3: must be JSON, is not: Expected ',' or ']' after array element; mend it, or restore it with git checkout",
  ],
  [
    '{\n  "a": ',
    ":2: must be JSON, is not: Unexpected end of JSON input; mend it, or restore it with git checkout",
  ],
])("says where %j is no JSON", (text, message) => {
  writeFileSync(file, text);
  expect(refusal(() => readJsonFile(file))).toBe(`/file${message}`);
});
