/** The component that sets up the tailnet, against the emulator of Tailscale's API. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import path from "node:path";
import { root, succeeded, TestProject } from "../kit/engine.ts";
import { TailscaleApiEmulator } from "../kit/tailscale/api.ts";

const component = path.join(root, "src", "components", "tailnet.ts");

const PROGRAM = `
import { catalog } from "${root}/src/catalog/index.ts";
import { resolveService } from "${root}/src/catalog/resolve.ts";
import { Tailnet } from "${component}";
import { tailnetPolicy } from "${root}/src/access/tailnet/policy.ts";
import { askedPurposes } from "${root}/src/software/index.ts";
import { policyText } from "${root}/src/access/tailnet/text.ts";

const services = catalog.map((row) => resolveService(row));
const { authKeys } = new Tailnet("tailnet", {
  policy: policyText(tailnetPolicy(services, ["operator@example.org"], askedPurposes)),
  joining: { thanos: "tag:thanos", oracle1: "tag:oracle1" },
});
export { authKeys };
`;

describe("the tailnet", () => {
  const api = new TailscaleApiEmulator();
  let project: TestProject;

  beforeAll(async () => {
    await api.start();
    project = new TestProject(PROGRAM, {
      TAILSCALE_BASE_URL: api.url,
      TAILSCALE_API_KEY: api.apiKey,
      TAILSCALE_TAILNET: api.tailnet,
    });
    await project.init();
    await succeeded(project.up());
  });
  afterAll(async () => {
    await project.remove();
    await api.stop();
  });

  it("has the generated policy, whose own tests hold", () => {
    expect(api.policy).toContain('"tcp:8300", // consul rpc: consul-agent');
  });

  it("gives each machine a key for itself, which is in no plain state", async () => {
    const { authKeys } = (await project.outputs()) as { authKeys: Record<string, string> };
    const made = [...api.keys.values()].map(({ capabilities, expirySeconds }) => ({
      ...capabilities.devices.create,
      expirySeconds,
    }));
    const once = { reusable: false, ephemeral: false, preauthorized: true, expirySeconds: 3600 };
    expect(made).toHaveLength(2);
    expect(made).toEqual(
      expect.arrayContaining([
        { ...once, tags: ["tag:thanos"] },
        { ...once, tags: ["tag:oracle1"] },
      ]),
    );
    const state = await project.state();
    for (const key of [authKeys["thanos"] ?? "", authKeys["oracle1"] ?? ""]) {
      expect(key).toMatch(/^tskey-auth-/);
      expect(state).not.toContain(key);
    }
  });

  it("has no changes afterwards, even when its keys are used up", async () => {
    await succeeded(project.preview("--expect-no-changes"));
    for (const key of api.keys.values()) key.invalid = true;
    await succeeded(project.preview("--refresh", "--expect-no-changes"));
  });
});
