/** A reporter of Jest: which test files have begun, for `.ci/run` to start what may run beside them. */
import { writeFileSync } from "node:fs";
import path from "node:path";

export default class {
  onTestFileStart(test) {
    writeFileSync(path.join(process.env.work, `${path.basename(test.path, ".test.ts")}.begun`), "");
  }
}
