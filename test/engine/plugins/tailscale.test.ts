/** The tailscale stand-in on the real engine, against the emulator of Tailscale's API. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { succeeded, TestProject } from "../../kit/engine.ts";
import { TailscaleApiEmulator } from "../../kit/tailscale/api.ts";
import type { Device } from "../../kit/tailscale/tailnet.ts";
import { DEFAULT_POLICY } from "../../kit/tailscale/policy.ts";

const POLICY = `{
  // Who is what.
  "tagOwners": { "tag:node": ["autogroup:admin"], "tag:db": ["autogroup:admin"] },
  "grants": [{ "src": ["tag:node"], "dst": ["tag:db"], "ip": ["tcp:5432"] }],
}`;

const PROGRAM = `
import * as tailscale from "@pulumi/tailscale";

const { EMULATOR_URL: baseUrl, EMULATOR_API_KEY: apiKey } = process.env;
const provider = new tailscale.Provider("tailnet", { baseUrl, apiKey, tailnet: "example.org" });

const acl = new tailscale.Acl(
  "policy",
  { acl: ${JSON.stringify(POLICY)}, resetAclOnDestroy: true },
  { provider },
);
const after = { provider, dependsOn: [acl] };
const join = new tailscale.TailnetKey(
  "join",
  { tags: ["tag:node"], reusable: true, preauthorized: true, expiry: 3600, description: "join" },
  after,
);
const nameservers = new tailscale.DnsNameservers("servers", { nameservers: ["9.9.9.9"] }, after);
new tailscale.DnsPreferences("magic", { magicDns: true }, { provider, dependsOn: [nameservers] });
new tailscale.DnsSearchPaths("paths", { searchPaths: ["example.org"] }, after);
const deviceId = "n1TESTCNTRL";
new tailscale.DeviceTags("tags", { deviceId, tags: ["tag:node", "tag:db"] }, after);
new tailscale.DeviceKey("expiry", { deviceId, keyExpiryDisabled: true }, after);
new tailscale.DeviceAuthorization("approval", { deviceId, authorized: true }, after);

export const { id, key, invalid, createdAt, expiresAt, userId } = join;
`;

const OTHER = '{"tagOwners": {"tag:node": ["autogroup:admin"]}}';
const IMPORT = ', { import: "acl" }';

describe("the tailscale stand-in", () => {
  const api = new TailscaleApiEmulator();
  let project: TestProject;
  let device: Device;
  let log: string;
  let outputs: Record<string, unknown>;

  beforeAll(async () => {
    await api.start();
    device = api.addDevice("thanos");
    project = new TestProject(PROGRAM, { EMULATOR_URL: api.url, EMULATOR_API_KEY: api.apiKey });
    await project.init();
    log = (await succeeded(project.preview())).output;
    expect(api.requests).toEqual([]);
    log += (await succeeded(project.up())).output;
    outputs = await project.outputs();
  });
  afterAll(async () => {
    await project.remove();
    await api.stop();
  });

  it("previews the key as what is not yet made", () => {
    expect(log).toMatch(/key *: \[?(unknown|secret)\]?/);
  });

  it("sets the tailnet to what is declared", () => {
    expect(api.policy).toBe(POLICY);
    expect(api.dns).toEqual({
      nameservers: ["9.9.9.9"],
      searchPaths: ["example.org"],
      magicDNS: true,
    });
    expect(device).toMatchObject({ authorized: true, keyExpiryDisabled: true });
    expect([...device.tags].sort()).toEqual(["tag:db", "tag:node"]);
    expect(api.keys.get(outputs["id"] as string)).toMatchObject({
      description: "join",
      expirySeconds: 3600,
      capabilities: {
        devices: {
          create: { reusable: true, ephemeral: false, preauthorized: true, tags: ["tag:node"] },
        },
      },
    });
  });

  it("answers what the API says of a key", () => {
    const made = api.keys.get(outputs["id"] as string);
    expect(outputs).toEqual({
      id: made?.id,
      key: expect.stringMatching(/^tskey-auth-/),
      invalid: false,
      createdAt: made?.created,
      expiresAt: made?.expires,
      userId: "uADMINCNTRL",
    });
  });

  it("shows neither the key nor the credentials in the log or the state", async () => {
    const shown = log + (await project.state());
    expect(shown).not.toContain(outputs["key"]);
    expect(shown).not.toContain(api.apiKey);
    // What is not secret is there to be found.
    expect(shown).toContain(outputs["id"]);
  });

  it("has no changes for another layout of the policy and another order of the tags", async () => {
    const layout = POLICY.replaceAll("\n", "\n\t").replace("}],\n", "}]\n");
    project.edit("index.ts", JSON.stringify(POLICY), JSON.stringify(layout));
    project.edit("index.ts", '["tag:node", "tag:db"]', '["tag:db", "tag:node"]');
    await succeeded(project.preview("--expect-no-changes"));
  });

  it("keeps everything over a refresh", async () => {
    await succeeded(project.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    expect(await project.outputs()).toEqual(outputs);
  });

  it("updates in place what it can, and replaces the key", async () => {
    project.edit("index.ts", "tcp:5432", "tcp:5433");
    project.edit("index.ts", '["9.9.9.9"]', '["9.9.9.9", "1.1.1.1"]');
    project.edit("index.ts", '"tag:db", "tag:node"]', '"tag:db"]');
    project.edit("index.ts", "expiry: 3600", "expiry: 7200");
    const { output } = await succeeded(project.up("--show-replacement-steps"));
    expect(output).toMatch(/Acl policy updated/);
    expect(output).toMatch(/DnsNameservers servers updated/);
    expect(output).toMatch(/DeviceTags tags updated/);
    expect(output).toMatch(/TailnetKey join replaced/);
    expect(api.policy).toContain("tcp:5433");
    expect(api.dns.nameservers).toEqual(["9.9.9.9", "1.1.1.1"]);
    expect(device.tags).toEqual(["tag:db"]);
    const { id, key } = await project.outputs();
    expect(api.keys.get(outputs["id"] as string)?.invalid).toBe(true);
    expect(api.keys.get(id as string)?.expirySeconds).toBe(7200);
    expect(key).not.toBe(outputs["key"]);
    outputs = await project.outputs();
  });

  it("sees by a refresh what somebody changed, and sets it again", async () => {
    const declared = api.policy;
    api.policy = DEFAULT_POLICY;
    api.dns.searchPaths = ["elsewhere.example"];
    device.keyExpiryDisabled = false;
    const { output } = await succeeded(project.pulumi("refresh", "--yes", "--skip-preview"));
    expect(output).toMatch(/Acl policy updated/);
    expect(output).toMatch(/DnsSearchPaths paths updated/);
    expect(output).toMatch(/DeviceKey expiry updated/);
    await succeeded(project.up());
    expect(api.policy).toBe(declared);
    expect(api.dns.searchPaths).toEqual(["example.org"]);
    expect(device.keyExpiryDisabled).toBe(true);
  });

  it("makes a key again that somebody revoked, and sets a device that joined again", async () => {
    api.revokeKey(outputs["id"] as string);
    api.devices.splice(0);
    await succeeded(project.pulumi("refresh", "--yes", "--skip-preview"));
    device = api.addDevice("thanos");
    const { output } = await succeeded(project.up("--show-replacement-steps"));
    expect(output).toMatch(/TailnetKey join replaced/);
    expect(output).toMatch(/DeviceTags tags created/);
    const { id, key, invalid } = await project.outputs();
    expect(invalid).toBe(false);
    expect(key).not.toBe(outputs["key"]);
    expect(api.keys.get(id as string)?.invalid).toBeUndefined();
    expect(device).toMatchObject({ authorized: true, tags: ["tag:db"] });
  });

  it("leaves a tailnet as if it had never been there", async () => {
    await succeeded(project.pulumi("destroy", "--yes", "--skip-preview"));
    expect(api.policy).toBe(DEFAULT_POLICY);
    expect(api.dns).toEqual({ nameservers: [], searchPaths: [], magicDNS: false });
    expect([...api.keys.values()].filter((key) => !key.invalid)).toEqual([]);
    expect(device).toMatchObject({ keyExpiryDisabled: false, tags: [] });
  });
});

describe("the tailscale stand-in, where a tailnet is in use already,", () => {
  const api = new TailscaleApiEmulator();
  const project = new TestProject("");

  beforeAll(async () => {
    await api.start();
    Object.assign(project.environment, {
      TAILSCALE_BASE_URL: api.url,
      TAILSCALE_OAUTH_CLIENT_ID: api.oauth.id,
      TAILSCALE_OAUTH_CLIENT_SECRET: api.oauth.secret,
    });
    await project.init();
    api.policy = POLICY;
  });
  afterAll(async () => {
    await project.remove();
    await api.stop();
  });

  function declare(acl: string, options = ""): void {
    project.write(
      "index.ts",
      `import * as tailscale from "@pulumi/tailscale";
       new tailscale.Acl("policy", { acl: ${JSON.stringify(acl)} }${options});`,
    );
  }

  it("refuses to overwrite its policy", async () => {
    declare(OTHER);
    const { code, output } = await project.up();
    expect(output).toContain(
      "Failed to set the policy file: precondition failed, invalid old hash (412): the tailnet has " +
        "a policy file of its own; import it first (pulumi import tailscale:index/acl:Acl <name> " +
        "acl), or set overwriteExistingContent",
    );
    expect(code).not.toBe(0);
    expect(api.policy).toBe(POLICY);
  });

  it("imports it, as OAuth client, and changes it then", async () => {
    declare(POLICY, IMPORT);
    await succeeded(project.up());
    declare(OTHER);
    await succeeded(project.up());
    expect(api.policy).toBe(OTHER);
  });
});
