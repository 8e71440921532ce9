/** `bev preview` of all nodes with all packs, on the real engine, as a newcomer runs it. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { nodeNames } from "../src/catalog/nodes.ts";
import type { Run } from "./kit/engine.ts";
import { LocalProgram } from "./kit/local-program.ts";
import { trackedConfig } from "./kit/stack-config.ts";

/** The one preview of this layer: all nodes at once, on a machine that may be slow. */
const PREVIEW_MS = 5 * 60_000;

const program = new LocalProgram();
afterAll(() => program.remove());

let result: Run;
beforeAll(async () => {
  result = await program.bev("preview");
}, PREVIEW_MS);

function rowOf(name: string): RegExp {
  const { cores, gpuUnits, memoryMebibytes } = trackedConfig(name).node.capacity;
  const used = (of: string) => `[\\d.]+ of ${of} \\(\\d+ %\\)`;
  const memory = `[\\d.]+ GiB of ${(memoryMebibytes / 1024).toFixed(1)} GiB \\(\\d+ %\\)`;
  const gpu = gpuUnits > 0 ? used(String(gpuUnits)) : "-";
  const columns = ["\\d+ enabled, \\d+ disabled", "\\d+", memory, used(String(cores)), gpu];
  return new RegExp(`^${[name, ...columns, "\\d+ create"].join(" +")}$`);
}

it("ends with exit code 0 and one row for each node", () => {
  expect(result.code).toBe(0);
  const rows = result.stdout.split("\n").map((line) => line.trimEnd().replace(/\s+\S+$/, ""));
  expect(rows[0]).toMatch(/^node +services +resources +memory +CPU +GPU +changes$/);
  for (const [index, name] of nodeNames.entries()) expect(rows[index + 1]).toMatch(rowOf(name));
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
  for (const stack of nodeNames) {
    const file = `Pulumi.${stack}.yaml`;
    expect(readFileSync(path.join(program.directory, file), "utf8")).toBe(
      readFileSync(file, "utf8"),
    );
  }
});
