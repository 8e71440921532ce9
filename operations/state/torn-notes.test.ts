/** Which notes of the file backend are removed. */
import { afterAll, expect, it } from "@jest/globals";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { backendUrl } from "./file-backend.ts";
import { removeTornNotes } from "./torn-notes.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-notes-"));
const stacks = path.join(directory, ".pulumi", "stacks", "bev");
afterAll(() => rmSync(directory, { recursive: true }));

function removed(url: string): number {
  return removeTornNotes({ project: directory, environment: { PULUMI_BACKEND_URL: url } });
}

it("removes notes that are cut off, and keeps all else", () => {
  mkdirSync(stacks, { recursive: true });
  const kept = { "oracle1.json": "", "oracle1.json.bak.attrs": '{"md5":"x"}' };
  const torn = { "oracle1.json.attrs": "", "thanos.json.attrs": '{"user.cache' };
  for (const [name, text] of Object.entries({ ...kept, ...torn })) {
    writeFileSync(path.join(stacks, name), text);
  }
  expect(removed(backendUrl(directory))).toBe(2);
  const isThere = (name: string) => existsSync(path.join(stacks, name));
  expect(Object.keys(kept).filter(isThere)).toEqual(Object.keys(kept));
  expect(Object.keys(torn).filter(isThere)).toEqual([]);
});

it.each(["s3://bucket", "file:///nowhere/at/all"])(
  "has nothing to do for the backend %s",
  (url) => {
    expect(removed(url)).toBe(0);
  },
);
