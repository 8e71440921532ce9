/** The Tailscale stand-in on the emulator of the API, without Pulumi's engine. */
import { afterEach, beforeEach } from "@jest/globals";
import { Provider } from "../../../stand-ins/kit/provider.ts";
import type { Properties } from "../../../stand-ins/kit/values.ts";
import { tailscaleProvider } from "../../../stand-ins/tailscale/definition.ts";
import { TailscaleApiEmulator } from "./api.ts";

export const POLICY = '{"tagOwners": {"tag:node": ["autogroup:admin"]}, /* Kept. */}';
export const CALL = { urn: "urn", timeout: 0 };
const VARIABLES = [
  ...["TAILSCALE_API_KEY", "TAILSCALE_TAILNET", "TAILSCALE_BASE_URL", "TAILSCALE_AUDIENCE"],
  ...["TAILSCALE_OAUTH_CLIENT_ID", "TAILSCALE_OAUTH_CLIENT_SECRET", "TAILSCALE_IDENTITY_TOKEN"],
  ...["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"],
];

export function token(name: string): string {
  return `tailscale:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}
export const [ACL, KEY, TAGS, DEVICE_KEY, AUTHORIZATION, NAMESERVERS, PREFERENCES] = [
  ...["Acl", "TailnetKey", "DeviceTags", "DeviceKey", "DeviceAuthorization", "DnsNameservers"],
  "DnsPreferences",
].map(token) as [string, string, string, string, string, string, string];

/** For each test of the file a new tailnet and a provider, without variables of the environment. */
export class EmulatedTailnet {
  api = new TailscaleApiEmulator();
  provider = newProvider();

  constructor() {
    const environment = { ...process.env };
    beforeEach(async () => {
      for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
      this.api = new TailscaleApiEmulator();
      await this.api.start();
      this.api.policy = POLICY;
      this.provider = newProvider();
      await this.configure({ apiKey: this.api.apiKey });
    });
    afterEach(async () => {
      Object.assign(process.env, environment);
      await this.api.stop();
    });
  }

  configure(config: Properties): Promise<void> {
    return this.provider.definition.configure({ baseUrl: this.api.url, ...config });
  }

  create(of: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    return this.provider.create(of, inputs, CALL);
  }

  /** Paths of what changes; `!` after one that replaces. */
  diff(of: string, state: Properties, inputs: Properties): string[] {
    return this.provider
      .diff(of, state, inputs, [])
      .map(({ path, replace }) => `${path}${replace ? "!" : ""}`);
  }
}

function newProvider(): Provider {
  return new Provider(tailscaleProvider("1.0.0"), { log: () => undefined });
}
