/**
 * Files that deploy take turns, and together they take longest. One of them starts first, and the others
 * come last: between them the second worker has all other files to run, instead of waiting for its turn.
 */
import { readFileSync } from "node:fs";
import Sequencer from "@jest/test-sequencer";

export default class extends Sequencer {
  sort(tests) {
    const deploys = ({ path }) => readFileSync(path, "utf8").includes("takesTurns()");
    const sorted = [...tests].sort((a, b) => a.path.localeCompare(b.path));
    const [first, ...others] = sorted.filter(deploys);
    const rest = sorted.filter((test) => !deploys(test));
    return [...(first ? [first] : []), ...rest, ...others];
  }
}
