/** The provider on the emulator of Tailscale's API, without Pulumi's engine. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Provider } from "../kit/provider.ts";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { TailscaleApiEmulator } from "../../test/kit/tailscale/api.ts";
import { DEFAULT_POLICY } from "../../test/kit/tailscale/policy.ts";
import { tailscaleProvider } from "./definition.ts";

const POLICY = '{"tagOwners": {"tag:node": ["autogroup:admin"]}, /* Kept. */}';
const CALL = { urn: "urn", timeout: 0 };
const VARIABLES = [
  ...["TAILSCALE_API_KEY", "TAILSCALE_TAILNET", "TAILSCALE_BASE_URL", "TAILSCALE_AUDIENCE"],
  ...["TAILSCALE_OAUTH_CLIENT_ID", "TAILSCALE_OAUTH_CLIENT_SECRET", "TAILSCALE_IDENTITY_TOKEN"],
  ...["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"],
];

function token(name: string): string {
  return `tailscale:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}
const [ACL, KEY, TAGS, DEVICE_KEY, AUTHORIZATION, NAMESERVERS, PREFERENCES] = [
  ...["Acl", "TailnetKey", "DeviceTags", "DeviceKey", "DeviceAuthorization", "DnsNameservers"],
  "DnsPreferences",
].map(token) as [string, string, string, string, string, string, string];

let api: TailscaleApiEmulator;
let provider: Provider;
const environment = { ...process.env };

beforeEach(async () => {
  for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  api = new TailscaleApiEmulator();
  await api.start();
  api.policy = POLICY;
  provider = new Provider(tailscaleProvider("1.0.0"), { log: () => undefined });
  await configure({ apiKey: api.apiKey });
});
afterEach(async () => {
  Object.assign(process.env, environment);
  await api.stop();
});

function configure(config: Properties): Promise<void> {
  return provider.definition.configure({ baseUrl: api.url, ...config });
}

function create(of: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
  return provider.create(of, inputs, CALL);
}

function diff(of: string, state: Properties, inputs: Properties): string[] {
  return provider
    .diff(of, state, inputs, [])
    .map(({ path, replace }) => `${path}${replace ? "!" : ""}`);
}

describe("the provider's arguments", () => {
  it.each<[string, Properties, string]>([
    ["no credentials", {}, "apiKey: the provider has no credentials; set apiKey, or oauthClientId"],
    [
      "two kinds of credentials",
      { apiKey: "k", oauthClientId: "i", oauthClientSecret: "s" },
      "apiKey: conflicts with oauthClientId and oauthClientSecret; set one kind of credentials",
    ],
    [
      "half an OAuth client",
      { oauthClientId: "i" },
      "oauthClientSecret: must be set with its other",
    ],
    [
      "its other half",
      { oauthClientSecret: "s" },
      "oauthClientId: must be set with its other half",
    ],
    ["identity federation", { audience: "a" }, "audience: not implemented by this stand-in"],
    [
      "an address of another kind",
      { apiKey: "k", baseUrl: "unix:///run/api" },
      "baseUrl: must begin with https:// or http://, got unix:///run/api",
    ],
  ])("are refused with %s", async (_title, config, message) => {
    await expect(configure(config)).rejects.toThrow(message);
    expect(api.requests).toEqual([]);
  });

  it("come from the environment where the program gives none", async () => {
    Object.assign(process.env, {
      TAILSCALE_API_KEY: api.apiKey,
      TAILSCALE_TAILNET: api.tailnet,
      TAILSCALE_BASE_URL: api.url,
    });
    await provider.definition.configure({});
    await provider.read(PREFERENCES, "x", {}, {}, CALL);
    expect(api.requests).toEqual([`GET tailnet/${api.tailnet}/dns/preferences`]);
  });

  it("name the tailnet of the credentials where none is given", async () => {
    await provider.read(PREFERENCES, "x", {}, {}, CALL);
    expect(api.requests).toEqual(["GET tailnet/-/dns/preferences"]);
  });
});

describe("a message names", () => {
  it("a key that the API does not know", async () => {
    await configure({ apiKey: "tskey-api-canary" });
    const { message } = await rejected(create(KEY, {}));
    expect(message).toBe("Failed to create key: API token invalid (401)");
  });

  it("a tailnet that the API does not know", async () => {
    await configure({ apiKey: api.apiKey, tailnet: "elsewhere.example" });
    const { message } = await rejected(create(KEY, {}));
    expect(message).toBe("Failed to create key: tailnet not found (404)");
  });

  it("an API that does not answer, without the credentials", async () => {
    const { url } = api;
    await api.stop();
    const { message } = await rejected(create(KEY, {}));
    expect(message).toContain(`${url}: Tailscale's API does not answer: connect ECONNREFUSED`);
    expect(message).toMatch(/; check the network, or the provider's baseUrl$/);
    expect(message).not.toContain(api.apiKey);
    await api.start();
  });

  it("tags that nobody owns", async () => {
    const { message } = await rejected(create(KEY, { tags: ["tag:nobodys"] }));
    expect(message).toBe(
      "Failed to create key: requested tags [tag:nobodys] are invalid or not permitted (400)",
    );
  });

  it("each test of the policy that fails", async () => {
    const acl = JSON.stringify({
      tagOwners: { "tag:node": [], "tag:db": [] },
      tests: [{ src: "tag:node", accept: ["tag:db:5432"] }],
    });
    const { message } = await rejected(create(ACL, { acl, overwriteExistingContent: true }));
    expect(message).toBe(
      "Failed to set the policy file: test(s) failed (400)\n" +
        '  tag:node: address "tag:db:5432": want: Accept, got: Drop',
    );
    expect(api.policy).toBe(POLICY);
  });
});

describe("an OAuth client", () => {
  beforeEach(() => configure({ oauthClientId: api.oauth.id, oauthClientSecret: api.oauth.secret }));

  it("makes keys of the tailnet, with one token for all of them", async () => {
    const { outputs } = await create(KEY, { tags: api.oauth.tags });
    expect(outputs["userId"]).toBe("");
    await create(KEY, { tags: api.oauth.tags });
    expect(api.scopes).toEqual(["all"]);
  });

  it("is told that its secret is wrong", async () => {
    await configure({ oauthClientId: api.oauth.id, oauthClientSecret: "wrong" });
    const { message } = await rejected(create(KEY, { tags: api.oauth.tags }));
    expect(message).toContain("API token invalid (401)");
  });

  it("obtains another token once the first has expired", async () => {
    api.tokenSeconds = 5;
    await create(KEY, { tags: api.oauth.tags });
    await create(KEY, { tags: api.oauth.tags });
    expect(api.scopes).toEqual(["all", "all"]);
  });

  it("asks for the scopes it is given, which arrive as JSON text", async () => {
    await configure({
      oauthClientId: api.oauth.id,
      oauthClientSecret: api.oauth.secret,
      scopes: '["auth_keys","dns"]',
    });
    await create(KEY, { tags: api.oauth.tags });
    expect(api.scopes).toEqual(["auth_keys dns"]);
  });
});

describe("a policy file", () => {
  it.each<[string, string, string[]]>([
    ["is refused that is no HuJSON", '{"grants": [', ["acl"]],
    ["is accepted with comments and trailing commas", POLICY, []],
    ["is accepted that is not yet known", UNKNOWN, []],
  ])("%s", (_title, acl, refused) => {
    const { failures } = provider.check(ACL, { acl });
    expect(failures.map(({ property }) => property)).toEqual(refused);
  });

  it("keeps its layout in the state where the tailnet has another", async () => {
    const acl = POLICY.replace(": {", ":\n{").replace("}, /*", "} /*");
    expect((await provider.read(ACL, "acl", { acl }, {}, CALL))?.outputs["acl"]).toBe(acl);
    expect(diff(ACL, { acl }, { acl: POLICY })).toEqual([]);
    api.policy = DEFAULT_POLICY;
    expect((await provider.read(ACL, "acl", { acl }, {}, CALL))?.outputs["acl"]).toBe(
      DEFAULT_POLICY,
    );
  });

  it("is not sent again for a change of a flag", async () => {
    const state = { acl: POLICY, resetAclOnDestroy: false };
    await provider.update(ACL, "acl", state, { acl: POLICY, resetAclOnDestroy: true }, CALL);
    expect(api.requests).toEqual([]);
  });

  it.each([
    [true, DEFAULT_POLICY],
    [false, POLICY],
  ])("goes back to the default when it is deleted: %p", async (resetAclOnDestroy, left) => {
    await provider.delete(ACL, "acl", { acl: POLICY, resetAclOnDestroy }, CALL);
    expect(api.policy).toBe(left);
  });
});

describe("a key", () => {
  it("is valid for ninety days unless said otherwise", async () => {
    const { outputs } = await create(KEY, {});
    expect(outputs).toMatchObject({
      expiry: 7_776_000,
      reusable: false,
      tags: [],
      description: "",
    });
    expect(diff(KEY, outputs, {})).toEqual([]);
    expect(diff(KEY, { ...outputs, expiry: 3600 }, {})).toEqual(["expiry!"]);
  });

  it.each<[string, Properties, string[]]>([
    ["a description too long", { description: "a".repeat(51) }, ["description"]],
    ["a description just short enough", { description: "a".repeat(50) }, []],
    [
      "another word for whether to make it again",
      { recreateIfInvalid: "yes" },
      ["recreateIfInvalid"],
    ],
  ])("is checked: %s", (_title, inputs, refused) => {
    const { failures } = provider.check(KEY, inputs);
    expect(failures.map(({ property }) => property)).toEqual(refused);
  });

  it.each<[string, Properties, string[]]>([
    ["a reusable one", { reusable: true }, ["invalid!"]],
    ["no reusable one that is not to be", { reusable: true, recreateIfInvalid: "never" }, []],
    ["none for one machine", {}, []],
    ["one for one machine that is to be", { recreateIfInvalid: "always" }, ["invalid!"]],
  ])("that is no longer valid is made again: %s", async (_title, inputs, changes) => {
    const { id, outputs } = await create(KEY, inputs);
    expect(diff(KEY, outputs, inputs)).toEqual([]);
    api.revokeKey(id);
    const revoked = (await provider.read(KEY, id, outputs, inputs, CALL))?.outputs ?? {};
    expect(revoked).toMatchObject({ invalid: true, key: outputs["key"] });
    expect(diff(KEY, revoked, inputs)).toEqual(changes);
    api.keys.delete(id);
    expect((await provider.read(KEY, id, outputs, inputs, CALL))?.outputs).toEqual(revoked);
  });

  it("changes in place whether it is made again", async () => {
    const { id, outputs } = await create(KEY, {});
    const inputs = { recreateIfInvalid: "always" };
    expect(diff(KEY, outputs, inputs)).toEqual(["recreateIfInvalid"]);
    const updated = await provider.update(KEY, id, outputs, inputs, CALL);
    expect(updated).toEqual({ ...outputs, ...inputs });
  });

  it("is imported without the key itself, and not where there is none", async () => {
    const { id } = await create(KEY, { tags: ["tag:node"], reusable: true });
    const imported = await provider.read(KEY, id, {}, undefined, CALL);
    expect(imported?.outputs["key"]).toBe("");
    expect(imported?.inputs).toMatchObject({ tags: ["tag:node"], reusable: true });
    expect(diff(KEY, imported?.outputs ?? {}, imported?.inputs ?? {})).toEqual([]);
    expect(await provider.read(KEY, "kUNKNOWN", {}, undefined, CALL)).toBeUndefined();
  });

  it("that is gone already is deleted", async () => {
    await provider.delete(KEY, "kUNKNOWN", {}, CALL);
    expect(api.requests).toEqual(["DELETE tailnet/-/keys/kUNKNOWN"]);
  });
});

describe("a device's", () => {
  it.each<[string, string, Properties, Properties]>([
    ["tags", TAGS, { tags: ["tag:node"] }, { tags: [] }],
    ["key", DEVICE_KEY, { keyExpiryDisabled: true }, { keyExpiryDisabled: false }],
    ["approval", AUTHORIZATION, { authorized: true }, { authorized: true }],
  ])("%s is set, read, imported and reset", async (_title, of, properties, left) => {
    const device = api.addDevice("thanos");
    const inputs = { deviceId: device.nodeId, ...properties };
    const { id, outputs } = await create(of, inputs);
    expect({ id, outputs, device }).toMatchObject({
      id: device.nodeId,
      outputs: inputs,
      device: properties,
    });
    const imported = await provider.read(of, device.id, {}, undefined, CALL);
    expect(imported?.inputs).toEqual({ ...inputs, deviceId: device.id });
    expect(diff(of, outputs, { ...inputs, deviceId: "other" })).toEqual(["deviceId!"]);
    await provider.delete(of, id, outputs, CALL);
    expect(device).toMatchObject(left);
  });

  it.each([TAGS, DEVICE_KEY, AUTHORIZATION])("%s is gone with the device", async (of) => {
    expect(await provider.read(of, "nGONE", { deviceId: "nGONE" }, {}, CALL)).toBeUndefined();
    await provider.delete(of, "nGONE", { deviceId: "nGONE" }, CALL);
  });

  it("key expires where nothing else is said", async () => {
    const { nodeId: deviceId } = api.addDevice("thanos");
    const { outputs } = await create(DEVICE_KEY, { deviceId });
    expect(outputs).toEqual({ deviceId, keyExpiryDisabled: false });
    expect(diff(DEVICE_KEY, outputs, { deviceId })).toEqual([]);
  });

  it("approval is not asked for where it is not declared, and not taken back", async () => {
    const { nodeId: deviceId } = api.addDevice("thanos");
    await create(AUTHORIZATION, { deviceId, authorized: false });
    expect(api.requests).toEqual([]);
    const state = { deviceId, authorized: true };
    const change = provider.update(
      AUTHORIZATION,
      deviceId,
      state,
      { deviceId, authorized: false },
      CALL,
    );
    await expect(change).rejects.toThrow(
      "authorized: an approval is not taken back by this resource; remove the device from the tailnet",
    );
  });
});

describe("DNS of the tailnet", () => {
  it("needs a nameserver", () => {
    expect(provider.check(NAMESERVERS, { nameservers: [] }).failures).toEqual([
      { property: "nameservers", reason: "must name at least one, got none" },
    ]);
    expect(provider.check(NAMESERVERS, { nameservers: ["9.9.9.9"] }).failures).toEqual([]);
  });

  it("says why names cannot be served", async () => {
    const { message } = await rejected(create(PREFERENCES, { magicDns: true }));
    expect(message).toBe(
      "Failed to set DNS preferences: need at least one nameserver to enable MagicDNS (400)",
    );
  });
});

it("everything else is refused by name", () => {
  expect(() => provider.check(token("Contacts"), {})).toThrow(
    "tailscale:index/contacts:Contacts: not implemented by the tailscale stand-in; it has " +
      "tailscale:index/acl:Acl, ",
  );
});

function rejected(running: Promise<unknown>): Promise<Error> {
  return running.then(
    () => new Error("nothing was refused"),
    (error: unknown) => error as Error,
  );
}
