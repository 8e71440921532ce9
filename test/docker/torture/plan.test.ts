/** What the rounds do to the program is still a program: found here in a second, not after minutes on Docker. */
import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { root } from "../../kit/engine.ts";
import { STAGE_EDITS } from "./changes.ts";
import { planRound } from "./round.ts";

const SEED = 1;
const ROUNDS = 200;

it("edits texts that are there, and leaves what Node can read", () => {
  const kinds = new Set<string>();
  for (let round = 1; round <= ROUNDS; round++) {
    const { change } = planRound(SEED, round);
    const files = new Map<string, string>();
    for (const { file, from, to } of [...STAGE_EDITS, ...change.edits]) {
      const before = files.get(file) ?? readFileSync(path.join(root, file), "utf8");
      expect(`${file}: ${before.includes(from) ? from : "no such text"}`).toBe(`${file}: ${from}`);
      files.set(file, before.replace(from, to));
      kinds.add(from);
    }
    for (const [file, content] of files)
      expect(() => [change.what, file, stripTypeScriptTypes(content)]).not.toThrow();
  }
  // Every kind was drawn: those of memory and image have several texts.
  expect(kinds.size).toBe(11);
});
