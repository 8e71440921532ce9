/** Which of Vault's listeners answers without a token. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../../test/kit/site.ts";
import type { ConfigContext } from "../software.ts";
import { serverConfig } from "./server.ts";

const site = { address: "100.96.197.84" };
const vault = (changes = {}) =>
  serverConfig({
    service: serviceLike("vault", changes),
    site,
  } as unknown as ConfigContext) as string;

it("gives its metrics without a token on a listener of its own, which is not published", () => {
  const [, api = "", metrics = ""] = vault().split('listener "tcp"');
  expect(api).toContain('address = "0.0.0.0:8200"');
  expect(api).not.toContain("unauthenticated");
  expect(metrics).toContain('address = "0.0.0.0:8202"');
  expect(metrics).toContain("unauthenticated_metrics_access = true");
  expect(metrics).toContain("tls_cert_file");
  const port = serviceLike("vault").ports.find(({ container }) => container === 8202);
  expect(port?.external).toBeUndefined();
});

it("has no metrics without a port for them", () => {
  const ports = serviceLike("vault").ports.filter(({ purpose }) => purpose !== "metrics");
  expect(vault({ ports })).not.toContain("telemetry");
});
