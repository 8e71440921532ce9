/** Tailscale's own Go client passes against the emulator of its API. */
import { afterAll, beforeAll, it } from "@jest/globals";
import path from "node:path";
import { checkGo } from "../../toolchain/go.mjs";
import { reasonOf } from "../../src/lib/faults.ts";
import { describeUnless } from "../kit/docker.ts";
import { root, run, succeeded } from "../kit/engine.ts";
import { TailscaleApiEmulator } from "../kit/tailscale/api.ts";

const directory = path.join(root, "test", "go", "tailscale-client");
const noGo = await checkGo(directory, "run Tailscale's own client", "install it").then(
  () => undefined,
  reasonOf,
);

describeUnless(noGo, "the official client", () => {
  const api = new TailscaleApiEmulator();

  beforeAll(() => api.start());
  afterAll(() => api.stop());

  it("passes against the emulator", async () => {
    api.addDevice("thanos");
    // Uncached: the same test against a changed emulator is another one.
    await succeeded(
      run("go", ["test", "-count=1", "."], {
        cwd: directory,
        env: {
          CGO_ENABLED: "0",
          EMULATOR_URL: api.url,
          EMULATOR_API_KEY: api.apiKey,
          EMULATOR_TAILNET: api.tailnet,
          EMULATOR_OAUTH_ID: api.oauth.id,
          EMULATOR_OAUTH_SECRET: api.oauth.secret,
        },
      }),
    );
  });
});
