/** Before the suites: deploys the lab unless one is up. It stays up when only some of the suites run. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { checkMachine } from "../../lab/hosts.ts";
import { root } from "../kit/engine.ts";
import { isLabUp } from "../kit/lab.ts";
import { orExit } from "../kit/layer.ts";
import makeTemporaryFolder from "../kit/temporary-folder.ts";

export default () => orExit("test:platform", prepare);

async function prepare(): Promise<void> {
  checkMachine();
  makeTemporaryFolder();
  if (isLabUp()) {
    console.error("The lab that is up stays up; npm run lab:down removes it.");
    return;
  }
  const child = spawn(process.execPath, ["cli/main.ts", "lab", "up", "--region", "us-east"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error("npx bev lab up failed, see above; the lab is as it left it");
}
