/** What the store forgets, and what it keeps whatever happens: its own script on a folder of a test, at times of a test. */
import { beforeEach, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("forget.sh", import.meta.url));
const seconds = (time: string) => Date.parse(`${time}Z`) / 1000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "forget-"));
});

/** A repository with a backup on each of these days. */
function repository(name: string, month: string, days: readonly number[], node = "thanos"): void {
  const place = path.join(folder, "repositories", node, name);
  for (const kind of ["snapshots", "data"]) mkdirSync(path.join(place, kind), { recursive: true });
  const put = (file: string, day: number) => {
    const at = seconds(`${month}-${String(day).padStart(2, "0")}T02:00:00`);
    writeFileSync(path.join(place, file), "");
    utimesSync(path.join(place, file), at, at);
  };
  put("config", days[0] ?? 1);
  for (const day of days) put(`snapshots/${month}-${String(day)}`, day);
}

function forget(now: string): string {
  const { status, stdout, stderr } = spawnSync("sh", [script, folder, String(seconds(now))], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const left = (node = "thanos") => readdirSync(path.join(folder, "repositories", node));
const days = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

it("removes a month once its last day is 30 days past, and says so in a line", () => {
  repository("services-2026-09", "2026-09", days(30));
  repository("services-2026-10", "2026-10", days(31));
  expect(forget("2026-10-30T23:59:59")).toBe("");
  expect(left()).toEqual(["services-2026-09", "services-2026-10"]);
  expect(forget("2026-10-31T00:00:00")).toMatch(
    /^forgetting thanos\/services-2026-09: 30 backups, \d+ KiB\n$/,
  );
  expect(left()).toEqual(["services-2026-10"]);
  expect(readdirSync(path.join(folder, "forgotten"))).toEqual([]);
});

it("counts the end of a year as any other", () => {
  repository("services-2025-12", "2025-12", days(31));
  repository("services-2026-01", "2026-01", days(31));
  expect(forget("2026-01-30T23:59:59")).toBe("");
  expect(forget("2026-01-31T00:00:00")).toContain("services-2025-12");
});

it("keeps a month until newer ones have backups of eight days", () => {
  repository("services-2026-09", "2026-09", days(30));
  repository("services-2026-10", "2026-10", days(4));
  repository("services-2026-11", "2026-11", days(3));
  expect(forget("2026-12-20T00:00:00")).toBe("");
  // A second one on the same day is no other day.
  repository("services-2026-12", "2026-12", [1]);
  writeFileSync(path.join(folder, "repositories/thanos/services-2026-12/snapshots/again"), "");
  const at = seconds("2026-12-01T20:00:00");
  utimesSync(path.join(folder, "repositories/thanos/services-2026-12/snapshots/again"), at, at);
  expect(forget("2026-12-20T00:00:00")).toContain("services-2026-09");
  expect(left()).toEqual(["services-2026-10", "services-2026-11", "services-2026-12"]);
});

it("keeps the newest month with a backup for ever, and counts no month to come", () => {
  repository("services-2026-09", "2026-09", days(30));
  repository("services-2026-10", "2026-10", []);
  // An attacker may write into each month, but at no other time.
  repository("services-2099-01", "2026-09", days(30));
  expect(forget("2028-01-01T00:00:00")).toBe("");
});

it("forgets the repository of before there were months, 30 days after its newest backup", () => {
  repository("services", "2026-09", days(20));
  repository("services-2026-09", "2026-09", [21, 22]);
  repository("services-2026-10", "2026-10", days(31));
  expect(forget("2026-10-20T01:59:59")).toBe("");
  expect(forget("2026-10-20T02:00:00")).toContain("forgetting thanos/services: 20 backups");
  expect(left()).toEqual(["services-2026-09", "services-2026-10"]);
});

it("judges each node by itself, and leaves everything else where it is", () => {
  repository("services-2026-09", "2026-09", days(30));
  repository("services-2026-10", "2026-10", days(31), "oracle1");
  for (const other of ["room", "services-2026-00", "services-2026-13", "services-old"])
    repository(other, "2026-09", [1]);
  expect(forget("2026-11-20T00:00:00")).toBe("");
  expect(left()).toHaveLength(5);
});

it("forgets nothing while an operator's file is there", () => {
  repository("services-2026-09", "2026-09", days(30));
  repository("services-2026-10", "2026-10", days(31));
  writeFileSync(path.join(folder, "keep"), "");
  expect(forget("2026-11-20T00:00:00")).toBe(
    `nothing is forgotten while there is ${folder}/keep\n`,
  );
  expect(left()).toHaveLength(2);
});

it("ends what was interrupted", () => {
  repository("services-2026-10", "2026-10", days(31));
  const gone = path.join(folder, "forgotten", "thanos.services-2026-09.1");
  mkdirSync(path.join(gone, "data"), { recursive: true });
  expect(forget("2026-11-20T00:00:00")).toBe("going on to forget thanos.services-2026-09.1\n");
  expect(existsSync(gone)).toBe(false);
  expect(left()).toEqual(["services-2026-10"]);
});

/** Stands before mv and rm on the PATH, and kills the script with all that it started at one of its points. */
const KILLER = `#!/bin/sh
real=/bin/\${0##*/}
point() {
  at=$(($(cat "$COUNT") + 1))
  echo $at >"$COUNT"
  [ $at -ne "$POINT" ] || kill -9 0
}
point
if [ "\${0##*/}" = rm ]; then
  find "$2" -type f | head -n 5 | xargs -r "$real"
  point
fi
"$real" "$@"
point
`;

/** @returns whether it was killed, which it is not where it has fewer points */
function killedAt(point: number, now: string): boolean {
  const bin = mkdtempSync(path.join(os.tmpdir(), "killer-"));
  for (const name of ["mv", "rm"]) writeFileSync(path.join(bin, name), KILLER, { mode: 0o755 });
  const count = path.join(bin, "count");
  writeFileSync(count, "0");
  const { signal } = spawnSync("setsid", ["sh", script, folder, String(seconds(now))], {
    env: { PATH: `${bin}:/usr/bin:/bin`, COUNT: count, POINT: String(point) },
  });
  return signal === "SIGKILL";
}

it("leaves each month whole or gone when it is killed at any of ten points, and ends with the next run", () => {
  const months = { "services-2026-08": 31, "services-2026-09": 30, "services-2026-10": 31 };
  const begin = () => {
    for (const [month, count] of Object.entries(months))
      repository(month, month.slice("services-".length), days(count));
  };
  const size = (month: string) =>
    readdirSync(path.join(folder, "repositories/thanos", month, "snapshots")).length;
  for (let point = 1; point <= 10; point++) {
    begin();
    expect({ point, killed: killedAt(point, "2026-10-31T00:00:00") }).toEqual({
      ...{ point, killed: true },
    });
    for (const month of left())
      expect({ point, [month]: size(month) }).toMatchObject({
        [month]: months[month as keyof typeof months],
      });
    forget("2026-10-31T00:00:00");
    expect(left()).toEqual(["services-2026-10"]);
    expect(readdirSync(path.join(folder, "forgotten"))).toEqual([]);
  }
});
