/** Before the first test: what all of this layer need is there, or is built without a time limit. */
import { orExit, prepareEngine } from "../prepare.ts";

export default () => orExit("test:engine", prepareEngine);
