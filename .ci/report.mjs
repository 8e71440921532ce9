/** What `.ci/run` has to say in the end: seconds of each step, the ten slowest files, passed and failed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

const work = process.argv[2];
const read = (name) => readFileSync(path.join(work, name), "utf8");
const LAYERS = ["test", "test:engine", "test:docker", "test:platform"];

const steps = readdirSync(work)
  .filter((name) => name.endsWith(".end"))
  .map((name) => {
    const [code, seconds] = read(name).trim().split(" ").map(Number);
    return { name: name.replace(/\.end$/, ""), code, seconds };
  });
console.log("\n== seconds of each step");
for (const { name, code, seconds } of steps)
  console.log(`${name.padEnd(14)} ${String(seconds).padStart(6)}  exit code ${code}`);

const results = LAYERS.flatMap((layer) => {
  const file = `${layer}.json`;
  return existsSync(path.join(work, file)) ? [{ layer, ...JSON.parse(read(file)) }] : [];
});
const files = results.flatMap(({ layer, testResults }) =>
  testResults.map(({ name, startTime, endTime }) => ({
    text: `${path.relative(process.cwd(), name)} (${layer})`,
    seconds: (endTime - startTime) / 1000,
  })),
);
console.log("\n== the ten slowest files");
for (const { text, seconds } of files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10))
  console.log(`${seconds.toFixed(0).padStart(6)} s  ${text}`);

// A failure may stand far above, and is lost where only the end of the output is kept.
const LINES_OF_A_FAILURE = 25;
for (const { name, status, message } of results.flatMap(({ testResults }) => testResults)) {
  if (status !== "failed") continue;
  console.log(`\n== failed in ${path.relative(process.cwd(), name)}`);
  for (const one of stripVTControlCharacters(message)
    .trim()
    .split(/^(?= {2}● )/m))
    console.log(one.trimEnd().split("\n").slice(0, LINES_OF_A_FAILURE).join("\n"));
}

const dirty = read("dirty").trim();
if (dirty) console.log(`\n== git status is not clean\n${dirty}`);

console.log("\n== left out here");
console.log("npm run long: docs/long.md; npm run torture -- --kills 200: docs/torture.md");
console.log("npm run bench: docs/performance.md; npm run mutation: docs/mutation.md");

const sum = (count) => results.reduce((total, one) => total + count(one), 0);
const unrun = ({ status, assertionResults }) =>
  status === "failed" && assertionResults.length === 0;
// Steps that are no layer, and git status, count as one test each; a layer without a report as one failure.
const others = steps.filter(({ name }) => !LAYERS.includes(name));
const broken =
  others.filter(({ code }) => code !== 0).length +
  LAYERS.filter((layer) => !results.some((one) => one.layer === layer)).length +
  (dirty ? 1 : 0);
const passed =
  sum(({ numPassedTests }) => numPassedTests) +
  others.filter(({ code }) => code === 0).length +
  (dirty ? 0 : 1);
const failed = sum((one) => one.numFailedTests + one.testResults.filter(unrun).length) + broken;
const skipped = sum(({ numPendingTests }) => numPendingTests);
const isFaulty = failed || skipped || steps.some(({ code }) => code !== 0);
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
if (isFaulty) process.exitCode = 1;
