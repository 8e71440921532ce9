/** The tailscale provider's arguments and resources, on one tailnet. */
import type { ProviderDefinition } from "../kit/provider.ts";
import type { PackageFacts, PropertySchema } from "../kit/schema.ts";
import { aclHandler } from "./acl.ts";
import { TailscaleApi } from "./api.ts";
import { authorizationHandler, deviceKeyHandler, deviceTagsHandler } from "./device.ts";
import { nameserversHandler, preferencesHandler, searchPathsHandler } from "./dns.ts";
import { keyHandler } from "./key.ts";
import schema from "./schema.json" with { type: "json" };

/**
 * The published schema has no replacement flags; those of schema.json are what the provider's own
 * source declares as RequiresReplace.
 */
const facts = schema as unknown as PackageFacts & { config: Record<string, PropertySchema> };

export function tailscaleProvider(version: string): ProviderDefinition {
  const api = new TailscaleApi();
  return {
    name: "tailscale",
    version,
    configSchema: facts.config,
    configure: async (config) => api.configure(config),
    resources: {
      "tailscale:index/acl:Acl": aclHandler(facts, api),
      "tailscale:index/deviceAuthorization:DeviceAuthorization": authorizationHandler(facts, api),
      "tailscale:index/deviceKey:DeviceKey": deviceKeyHandler(facts, api),
      "tailscale:index/deviceTags:DeviceTags": deviceTagsHandler(facts, api),
      "tailscale:index/dnsNameservers:DnsNameservers": nameserversHandler(facts, api),
      "tailscale:index/dnsPreferences:DnsPreferences": preferencesHandler(facts, api),
      "tailscale:index/dnsSearchPaths:DnsSearchPaths": searchPathsHandler(facts, api),
      "tailscale:index/tailnetKey:TailnetKey": keyHandler(facts, api),
    },
  };
}
