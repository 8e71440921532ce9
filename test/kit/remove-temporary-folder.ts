/** After the last test of a run. */
export { removeTemporaryFolder as default } from "./temporary-folder.ts";
