/** What the store does by itself: tells its room, and clears away what a kill leaves. Its own scripts on a folder of a test. */
import { beforeEach, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { statfsSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HOUR = 3600;
let folder: string;
const place = (file: string) => path.join(folder, "repositories/thanos", file);

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tend-"));
  writeFileSync(path.join(folder, "logins"), "thanos:{SHA}x\n");
});

function put(file: string, content: string, ageSeconds = 0): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  const at = Date.now() / 1000 - ageSeconds;
  utimesSync(file, at, at);
}

function run(script: string): string {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout, stderr } = spawnSync("sh", [file, folder], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

it("tells each node what is free and what there is, in bytes", () => {
  run("room.sh");
  run("room.sh");
  const [free = 0, size = 0] = readFileSync(place("room/config"), "utf8").split(" ").map(Number);
  const { blocks, bavail, bsize } = statfsSync(folder);
  expect(size).toBe(blocks * bsize);
  expect(Math.abs(free - bavail * bsize)).toBeLessThan(0.05 * size);
});

it("removes a repository that was begun and never finished, and no other", () => {
  put(place("services-2026-09/keys/1"), "", HOUR);
  put(place("services-2026-10/keys/1"), "", HOUR);
  put(place("services-2026-10/config"), "whole");
  // It may yet be finished.
  put(place("services-2026-11/keys/1"), "");
  // One that lost its config may be mended by a person.
  put(place("services-2026-12/keys/1"), "", HOUR);
  put(place("services-2026-12/snapshots/1"), "", HOUR);
  const begun = place("services-2026-09");
  expect(run("room.sh")).toBe(`${begun}: was begun and never finished, is removed\n`);
  expect(existsSync(begun)).toBe(false);
  expect(readdirSync(path.join(folder, "repositories/thanos"))).toEqual([
    ...["room", "services-2026-10", "services-2026-11", "services-2026-12"],
  ]);
});

it("puts aside what was cut off, and leaves alone what is whole or older", () => {
  const nameOf = (content: string) => createHash("sha256").update(content).digest("hex");
  const files = (content: string) =>
    ["keys", "index", "snapshots", "data/00"].map((kind) =>
      place(`services-2026-11/${kind}/${nameOf(content)}`),
    );
  put(path.join(folder, "mark"), "", 60);
  for (const file of files("whole")) put(file, "whole");
  for (const file of files("cut off")) put(file, "cut");
  for (const file of files("older")) put(file, "old", HOUR);
  put(place("services-2026-11/config"), "whole");
  put(place("services-2026-12/config"), "");
  const lines = run("mend.sh").trim().split("\n").toSorted();
  expect(lines).toEqual(
    files("cut off")
      .map((file) => `${file}: was cut off, is put aside in ${folder}/broken`)
      .toSorted(),
  );
  for (const file of [...files("whole"), ...files("older"), place("services-2026-11/config")])
    expect(existsSync(file)).toBe(true);
  for (const file of [...files("cut off"), place("services-2026-12/config")])
    expect(existsSync(file)).toBe(false);
});
