/** `bev preview` of all nodes with all packs, on the real engine, as a newcomer runs it. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Run } from "./kit/engine.ts";
import { LocalProgram } from "./kit/local-program.ts";

/** The one preview of this layer: all nodes at once, on a machine that may be slow. */
const PREVIEW_MS = 5 * 60_000;

const program = new LocalProgram();
afterAll(() => program.remove());

let result: Run;
beforeAll(async () => {
  result = await program.bev("preview");
}, PREVIEW_MS);

it("ends with exit code 0 and one row for each node", () => {
  expect(result.code).toBe(0);
  const rows = result.stdout.split("\n").map((line) => line.trimEnd().replace(/\s+\S+$/, ""));
  expect(rows[0]).toMatch(/^node +services +resources +memory +CPU +GPU +changes$/);
  expect(rows[1]).toMatch(
    /^oracle1 +\d+ enabled, \d+ disabled +\d+ +[\d.]+ GiB of 22\.0 GiB \(\d+ %\) +[\d.]+ of 4 \(\d+ %\) +- +\d+ create$/,
  );
  expect(rows[2]).toMatch(
    /^thanos +\d+ enabled, \d+ disabled +\d+ +[\d.]+ GiB of 62\.0 GiB \(\d+ %\) +[\d.]+ of 24 \(\d+ %\) +[\d.]+ of 10 \(\d+ %\) +\d+ create$/,
  );
  expect(rows[3]).toMatch(
    /^starlord +\d+ enabled, \d+ disabled +\d+ +[\d.]+ GiB of 8\.0 GiB \(\d+ %\) +[\d.]+ of 6 \(\d+ %\) +- +\d+ create$/,
  );
});

it("prints no word of an error", () => {
  expect(result.output).not.toMatch(/\berrors?\b/i);
});

it("names the largest consumers, the over-commitment and the unconfirmed images", () => {
  expect(result.stdout).toMatch(
    /^ +thanos memory: (\S+ [\d.]+ GiB(, )?){3}; limits are [\d.]+ x the node$/m,
  );
  expect(result.stdout).toMatch(
    /\d+ of \d+ images have no confirmed digest: an update refuses them/,
  );
  expect(result.stdout).toContain("pgvector/pgvector:0.8.0-pg17");
});

it("shows progress on standard error only", () => {
  expect(result.output).toContain("Previewing thanos, ");
  expect(result.stdout).not.toContain("Previewing");
});

it("leaves the tracked files as they were", () => {
  for (const stack of ["oracle1", "thanos", "starlord"]) {
    const file = `Pulumi.${stack}.yaml`;
    expect(readFileSync(path.join(program.directory, file), "utf8")).toBe(
      readFileSync(file, "utf8"),
    );
  }
});
