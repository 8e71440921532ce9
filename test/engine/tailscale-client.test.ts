/** Tailscale's own Go client passes against the emulator of its API. */
import { afterAll, beforeAll, describe, it } from "@jest/globals";
import { run, succeeded } from "../kit/engine.ts";
import { built, tailscaleClient } from "../kit/go-programs.ts";
import { TailscaleApiEmulator } from "../kit/tailscale/api.ts";

describe("the official client", () => {
  const api = new TailscaleApiEmulator();

  beforeAll(() => api.start());
  afterAll(() => api.stop());

  it("passes against the emulator", async () => {
    api.addDevice("thanos");
    await succeeded(
      run(await built(tailscaleClient), [], {
        env: {
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
