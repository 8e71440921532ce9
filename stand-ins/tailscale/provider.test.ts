/** The provider's arguments, logins, and the messages of the API. */
import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  ACL,
  CALL,
  EmulatedTailnet,
  KEY,
  NAMESERVERS,
  POLICY,
  PREFERENCES,
  token,
} from "../../test/kit/tailscale/provider.ts";
import type { Properties } from "../kit/values.ts";

const tailnet = new EmulatedTailnet();

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
    await expect(tailnet.configure(config)).rejects.toThrow(message);
    expect(tailnet.api.requests).toEqual([]);
  });

  it("come from the environment where the program gives none", async () => {
    Object.assign(process.env, {
      TAILSCALE_API_KEY: tailnet.api.apiKey,
      TAILSCALE_TAILNET: tailnet.api.tailnet,
      TAILSCALE_BASE_URL: tailnet.api.url,
    });
    await tailnet.provider.definition.configure({});
    await tailnet.provider.read(PREFERENCES, "x", {}, {}, CALL);
    expect(tailnet.api.requests).toEqual([`GET tailnet/${tailnet.api.tailnet}/dns/preferences`]);
  });

  it("name the tailnet of the credentials where none is given", async () => {
    await tailnet.provider.read(PREFERENCES, "x", {}, {}, CALL);
    expect(tailnet.api.requests).toEqual(["GET tailnet/-/dns/preferences"]);
  });
});

describe("a message names", () => {
  it("a key that the API does not know", async () => {
    await tailnet.configure({ apiKey: "tskey-api-canary" });
    const { message } = await rejected(tailnet.create(KEY, {}));
    expect(message).toBe("Failed to create key: API token invalid (401)");
  });

  it("a tailnet that the API does not know", async () => {
    await tailnet.configure({ apiKey: tailnet.api.apiKey, tailnet: "elsewhere.example" });
    const { message } = await rejected(tailnet.create(KEY, {}));
    expect(message).toBe("Failed to create key: tailnet not found (404)");
  });

  it("an API that does not answer, without the credentials", async () => {
    const { url } = tailnet.api;
    await tailnet.api.stop();
    const { message } = await rejected(tailnet.create(KEY, {}));
    expect(message).toContain(`${url}: Tailscale's API does not answer: connect ECONNREFUSED`);
    expect(message).toMatch(/; check the network, or the provider's baseUrl$/);
    expect(message).not.toContain(tailnet.api.apiKey);
    await tailnet.api.start();
  });

  it("tags that nobody owns", async () => {
    const { message } = await rejected(tailnet.create(KEY, { tags: ["tag:nobodys"] }));
    expect(message).toBe(
      "Failed to create key: requested tags [tag:nobodys] are invalid or not permitted (400)",
    );
  });

  it("each test of the policy that fails", async () => {
    const acl = JSON.stringify({
      tagOwners: { "tag:node": [], "tag:db": [] },
      tests: [{ src: "tag:node", accept: ["tag:db:5432"] }],
    });
    const { message } = await rejected(
      tailnet.create(ACL, { acl, overwriteExistingContent: true }),
    );
    expect(message).toBe(
      "Failed to set the policy file: test(s) failed (400)\n" +
        '  tag:node: address "tag:db:5432": want: Accept, got: Drop',
    );
    expect(tailnet.api.policy).toBe(POLICY);
  });
});

describe("an OAuth client", () => {
  beforeEach(() =>
    tailnet.configure({
      oauthClientId: tailnet.api.oauth.id,
      oauthClientSecret: tailnet.api.oauth.secret,
    }),
  );

  it("makes keys of the tailnet, with one token for all of them", async () => {
    const { outputs } = await tailnet.create(KEY, { tags: tailnet.api.oauth.tags });
    expect(outputs["userId"]).toBe("");
    await tailnet.create(KEY, { tags: tailnet.api.oauth.tags });
    expect(tailnet.api.scopes).toEqual(["all"]);
  });

  it("is told that its secret is wrong", async () => {
    await tailnet.configure({ oauthClientId: tailnet.api.oauth.id, oauthClientSecret: "wrong" });
    const { message } = await rejected(tailnet.create(KEY, { tags: tailnet.api.oauth.tags }));
    expect(message).toContain("API token invalid (401)");
  });

  it("obtains another token once the first has expired", async () => {
    tailnet.api.tokenSeconds = 5;
    await tailnet.create(KEY, { tags: tailnet.api.oauth.tags });
    await tailnet.create(KEY, { tags: tailnet.api.oauth.tags });
    expect(tailnet.api.scopes).toEqual(["all", "all"]);
  });

  it("asks for the scopes it is given, which arrive as JSON text", async () => {
    await tailnet.configure({
      oauthClientId: tailnet.api.oauth.id,
      oauthClientSecret: tailnet.api.oauth.secret,
      scopes: '["auth_keys","dns"]',
    });
    await tailnet.create(KEY, { tags: tailnet.api.oauth.tags });
    expect(tailnet.api.scopes).toEqual(["auth_keys dns"]);
  });
});

describe("DNS of the tailnet", () => {
  it("needs a nameserver", () => {
    expect(tailnet.provider.check(NAMESERVERS, { nameservers: [] }).failures).toEqual([
      { property: "nameservers", reason: "must name at least one, got none" },
    ]);
    expect(tailnet.provider.check(NAMESERVERS, { nameservers: ["9.9.9.9"] }).failures).toEqual([]);
  });

  it("says why names cannot be served", async () => {
    const { message } = await rejected(tailnet.create(PREFERENCES, { magicDns: true }));
    expect(message).toBe(
      "Failed to set DNS preferences: need at least one nameserver to enable MagicDNS (400)",
    );
  });
});

it("everything else is refused by name", () => {
  expect(() => tailnet.provider.check(token("Contacts"), {})).toThrow(
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
