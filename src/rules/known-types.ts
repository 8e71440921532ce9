/** The kinds of resources that the platform is made of: no rule reads other kinds, so others are refused. */
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";

const PROVIDERS = ["command", "docker", "pulumi", "random", "tailscale", "vault"];

const KNOWN = [
  /^docker:index\/(container:Container|network:Network|remoteImage:RemoteImage|volume:Volume)$/,
  /^command:local:Command$/,
  /^(bev|random|tailscale|vault):/,
  /^pulumi:pulumi:(Stack|StackReference)$/,
  new RegExp(`^pulumi:providers:(${PROVIDERS.join("|")})$`),
];

export function typeFindings(type: string): Finding[] {
  if (KNOWN.some((pattern) => pattern.test(type))) return [];
  return [finding("type", "one of a known kind", type)];
}
