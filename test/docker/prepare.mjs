/** Before the first test of this layer: what it needs is there, or one line says how to get it. */
import { orExit } from "../kit/layer.ts";
import makeTemporaryFolder from "../kit/temporary-folder.ts";
import { checkMachine, makeImages } from "./machine.ts";

export default () =>
  orExit("test:docker", async () => {
    await checkMachine();
    makeTemporaryFolder();
    await makeImages((line) => process.stderr.write(`${line}\n`));
  });
