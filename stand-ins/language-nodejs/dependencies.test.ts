import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installedDependencies } from "./dependencies.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "bev-dependencies-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(folder: string, manifest: object | string): string {
  const where = path.join(directory, folder);
  mkdirSync(where, { recursive: true });
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  writeFileSync(path.join(where, "package.json"), text);
  return where;
}

it("names what is installed with its version, and the range of what is not", () => {
  write("", { dependencies: { here: "^1.0.0", "@scope/here": "*", gone: "^3.0.0" } });
  write("node_modules/here", { version: "1.2.3" });
  write("node_modules/@scope/here", { version: "2.0.0" });
  expect(installedDependencies(directory)).toEqual([
    { name: "here", version: "1.2.3" },
    { name: "@scope/here", version: "2.0.0" },
    { name: "gone", version: "^3.0.0" },
  ]);
});

it("finds the manifest of a folder above the program's", () => {
  write("", { dependencies: { here: "^1.0.0" } });
  write("node_modules/here", { version: "1.2.3" });
  const program = path.join(directory, "src", "deep");
  mkdirSync(program, { recursive: true });
  expect(installedDependencies(program)).toEqual([{ name: "here", version: "1.2.3" }]);
});

it.each([
  ["has no dependencies", {}],
  ["cannot be read", "{"],
])("answers none when the manifest %s", (_title, manifest) => {
  expect(installedDependencies(write("", manifest))).toEqual([]);
});
