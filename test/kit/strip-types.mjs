/** Node's own type stripping as a Jest transformer: line numbers stay as they are. */
import { stripTypeScriptTypes } from "node:module";

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
