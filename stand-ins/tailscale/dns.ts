/** DNS of the tailnet: settings that are there always, and fall back to nothing when deleted. */
import { randomUUID } from "node:crypto";
import type { ResourceHandler } from "../kit/provider.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { Failure, PackageFacts } from "../kit/schema.ts";
import type { Properties, Value } from "../kit/values.ts";
import { attempt } from "./api.ts";
import type { TailscaleApi } from "./api.ts";

interface Setting {
  token: string;
  /** Path beneath `dns/`. */
  path: string;
  /** How messages call it. */
  title: string;
  /** Name of the resource's only property, and its name in the API. */
  property: string;
  member: string;
  /** The value that deleting leaves behind. */
  cleared: Value;
  check?: (inputs: Properties) => Failure[];
}

export function nameserversHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  return settingHandler(facts, api, {
    token: "tailscale:index/dnsNameservers:DnsNameservers",
    path: "nameservers",
    title: "nameservers",
    property: "nameservers",
    member: "dns",
    cleared: [],
    check: ({ nameservers }) =>
      Array.isArray(nameservers) && nameservers.length === 0
        ? [{ property: "nameservers", reason: "must name at least one, got none" }]
        : [],
  });
}

export function searchPathsHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  return settingHandler(facts, api, {
    token: "tailscale:index/dnsSearchPaths:DnsSearchPaths",
    path: "searchpaths",
    title: "search paths",
    property: "searchPaths",
    member: "searchPaths",
    cleared: [],
  });
}

export function preferencesHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  return settingHandler(facts, api, {
    token: "tailscale:index/dnsPreferences:DnsPreferences",
    path: "preferences",
    title: "preferences",
    property: "magicDns",
    member: "magicDNS",
    cleared: false,
  });
}

function settingHandler(
  facts: PackageFacts,
  api: TailscaleApi,
  { token, path, title, property, member, cleared, check }: Setting,
): ResourceHandler {
  const set = (value: Value | undefined, signal: AbortSignal): Promise<string> =>
    attempt(`Failed to set DNS ${title}`, () =>
      api.tailnet(`dns/${path}`, { method: "POST", body: { [member]: value }, signal }),
    );
  return {
    schema: resourceSchema(facts, token),
    ...(check && { check }),
    importInputs: (outputs) => outputs,
    async create(inputs, { signal }) {
      await set(inputs[property], signal);
      return { id: randomUUID(), outputs: inputs };
    },
    async read(_id, _state, { signal }) {
      const answer = await attempt(`Failed to fetch DNS ${title}`, () =>
        api.tailnet(`dns/${path}`, { signal }),
      );
      return { [property]: (JSON.parse(answer) as Properties)[member] ?? cleared };
    },
    async update({ inputs }, { signal }) {
      await set(inputs[property], signal);
      return inputs;
    },
    async delete(_id, _state, { signal }) {
      await set(cleared, signal);
    },
  };
}
