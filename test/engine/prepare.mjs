/** Before the first test: what all of this layer need is there, or is built without a time limit. */
import { orExit } from "../kit/layer.ts";
import { prepareEngine } from "../prepare.ts";

export default () => orExit("test:engine", prepareEngine);
