/** Stand-in for the published `docker` provider, over the Docker Engine's API. */
import { serveProvider } from "../kit/serve.ts";
import { dockerProvider } from "./definition.ts";

declare const PLUGIN_VERSION: string;

await serveProvider(dockerProvider(PLUGIN_VERSION));
