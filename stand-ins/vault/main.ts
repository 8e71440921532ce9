/** Stand-in for the published `vault` provider, over Vault's HTTP API. */
import { serveProvider } from "../kit/serve.ts";
import { vaultProvider } from "./definition.ts";

declare const PLUGIN_VERSION: string;

await serveProvider(vaultProvider(PLUGIN_VERSION));
