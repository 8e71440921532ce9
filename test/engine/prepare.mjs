/** Before the first test: what all of this layer need is there, or is built without a time limit. */
import { orExit } from "../kit/layer.ts";
import makeTemporaryFolder from "../kit/temporary-folder.ts";
import { prepareEngine } from "../prepare.ts";

export default () => {
  makeTemporaryFolder();
  return orExit("test:engine", prepareEngine);
};
