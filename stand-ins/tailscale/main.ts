/** Stand-in for the published `tailscale` provider, over Tailscale's HTTP API. */
import { serveProvider } from "../kit/serve.ts";
import { tailscaleProvider } from "./definition.ts";

declare const PLUGIN_VERSION: string;

await serveProvider(tailscaleProvider(PLUGIN_VERSION));
