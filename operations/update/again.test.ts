/** Which stacks of a run are updated once more, and what is said of both updates. */
import { describe, expect, it } from "@jest/globals";
import { contractWith } from "../../test/kit/deployed-stack.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { inBoth, outdated } from "./again.ts";
import type { Result } from "./stack-operation.ts";

describe("once more", () => {
  const off = { "gpu-exporter": { enabled: false } };
  const thanos = contractWith("thanos");
  const oracle1 = contractWith("oracle1");
  const moved = { ...thanos, endpoints: { ...thanos.endpoints, postgres: { sql: 5442 } } };
  const order = (...stacks: string[]) =>
    new Map(stacks.map((stack) => [stack, trackedConfig(stack)]));

  it.each([
    ["switched off", { thanos: contractWith("thanos", off) }],
    ["moved", { thanos: moved }],
  ])("is the first of two, where the second has %s what the first follows", (_what, after) => {
    const before = { oracle1, thanos };
    expect(outdated(order("oracle1", "thanos", "starlord"), before, { oracle1, ...after })).toEqual(
      ["oracle1"],
    );
    // It has seen it.
    expect(outdated(order("thanos", "oracle1"), before, { oracle1, ...after })).toEqual([]);
  });

  it("is ORACLE1 where STARLORD has published what another login is checked with", () => {
    const starlord = (hash: string) => ({
      ...contractWith("starlord"),
      verifiers: { "backup-starlord/login": `{SHA}${hash}` },
    });
    const stacks = order("oracle1", "thanos", "starlord");
    const known = { oracle1, thanos, starlord: starlord("a") };
    expect(outdated(stacks, known, { ...known, starlord: starlord("b") })).toEqual(["oracle1"]);
    expect(outdated(stacks, known, known)).toEqual([]);
  });

  it("is none after a first deployment as rows have it, and none where the first has changed", () => {
    const stacks = order("oracle1", "thanos", "starlord");
    expect(outdated(stacks, {}, { oracle1, thanos })).toEqual([]);
    const changed = contractWith("oracle1", { "chaos-engineer": { enabled: false } });
    expect(outdated(stacks, { oracle1, thanos }, { oracle1: changed, thanos })).toEqual([]);
  });
});

it("adds what changed in both updates, and says what the second one says", () => {
  const result: Result = {
    ...{
      stack: "oracle1",
      errors: [],
      replaced: [],
      broken: [],
      failed: false,
      interrupted: false,
    },
    ...{ changes: { same: 300, update: 2 }, notes: ["waits"], seconds: 20 },
  };
  const second = {
    ...result,
    changes: { same: 301, update: 1, create: 1 },
    notes: [],
    seconds: 10,
  };
  expect(inBoth(result, second)).toEqual({
    ...{ ...result, notes: [], seconds: 30, changes: { same: 301, update: 3, create: 1 } },
  });
  expect(inBoth(result, undefined)).toBe(result);
});
