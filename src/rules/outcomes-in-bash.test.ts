/** How made-up texts end, against bash that runs them with every end of their programs. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { idleWordOfShell } from "./outcomes.ts";

/** A program that can end either way; `bash` runs it with each of its ends. */
const PROBE = "probe";
/** So many of them in one text: a text runs once for each of their ends together. */
const MOST_PROBES = 4;

const { list } = fc.letrec<{ list: string; item: string; pipeline: string; command: string }>(
  (tie) => ({
    list: fc.array(tie("item"), { minLength: 1, maxLength: 3 }).map((items) => items.join("; ")),
    item: fc
      .tuple(
        tie("pipeline"),
        fc.array(fc.tuple(fc.constantFrom("&&", "||"), tie("pipeline")), { maxLength: 2 }),
      )
      .map(([first, others]) => [first, ...others.map((other) => other.join(" "))].join(" ")),
    pipeline: fc.oneof(
      { weight: 5, arbitrary: tie("command") },
      tie("command").map((command) => `! ${command}`),
      tie("command").map((command) => `${PROBE} | ${command}`),
    ),
    command: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(
        PROBE,
        PROBE,
        "true",
        "false",
        "exit",
        "exit 0",
        "exit 1",
        "exit $?",
        "set -e",
      ),
      tie("list").map((text) => `( ${text} )`),
      tie("list").map((text) => `{ ${text}; }`),
      fc
        .tuple(tie("list"), tie("list"), fc.option(tie("list")))
        .map(
          ([condition, body, other]) =>
            `if ${condition}; then ${body}; ${other === null ? "" : `else ${other}; `}fi`,
        ),
    ),
  }),
);

/** Whether each text ends badly for some ends of its probes. */
function failuresInBash(texts: readonly string[]): boolean[] {
  // Not behind a joint: `set -e` has no effect there.
  const script = `
    ${PROBE}() { return $((bits >> $1 & 1)); }
    for text; do
      count=\${text%% *}
      for ((bits = 0, failed = 0; bits < 1 << count; bits++)); do
        (eval "\${text#* }")
        [ $? -eq 0 ] || failed=1
      done
      echo $failed
    done`;
  const { stdout } = spawnSync("bash", ["-c", script, "bash", ...texts.map(numbered)]);
  return stdout
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((answer) => answer === "1");
}

/** Behind their number, with a number for each probe. */
function numbered(text: string): string {
  let count = 0;
  const probes = text.replaceAll(PROBE, () => `${PROBE} ${String(count++)}`);
  return `${String(count)} ${probes}`;
}

const text = list.filter((one) => one.split(PROBE).length - 1 <= MOST_PROBES);
// `set -e` on one way through a text counts as on all: then some that cannot fail pass.
const plain = text.filter((one) => !one.includes("set -e"));
const many = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 50, maxLength: 50 });

function saysMoreThanBash(texts: readonly string[]): { idle: string[]; failing: string[] } {
  const failures = failuresInBash(texts);
  const isIdle = (one: string): boolean => idleWordOfShell(one) !== undefined;
  return {
    idle: texts.filter((one, index) => isIdle(one) && failures[index]),
    failing: texts.filter((one, index) => !isIdle(one) && !failures[index]),
  };
}

it("calls no text idle that fails in bash", () => {
  fc.assert(
    fc.property(many(text), (texts) => {
      expect(saysMoreThanBash(texts).idle).toEqual([]);
    }),
    { numRuns: 2 },
  );
});

it("calls every text idle that cannot fail in bash", () => {
  fc.assert(
    fc.property(many(plain), (texts) => {
      expect(saysMoreThanBash(texts)).toEqual({ idle: [], failing: [] });
    }),
    { numRuns: 2 },
  );
});
