/** Stand-in for the published `random` provider. */
import { serveProvider } from "../kit/serve.ts";
import { resources } from "./resources.ts";

declare const PLUGIN_VERSION: string;

await serveProvider({
  name: "random",
  version: PLUGIN_VERSION,
  configSchema: {},
  configure: async () => undefined,
  resources,
});
