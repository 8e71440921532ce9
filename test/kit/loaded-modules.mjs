/** Preloaded into a process: writes the files that it has loaded into `BEV_TEST_LOADED` when it ends. */
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on("exit", () => writeFileSync(process.env.BEV_TEST_LOADED, loaded.join("\n")));
