import { describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ProviderError } from "../kit/provider.ts";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { refuseArguments, settingsOf } from "./settings.ts";

const GIVEN = { address: "https://vault:8200", token: "t" };

it("has the published provider's defaults", () => {
  expect(settingsOf(GIVEN, {})).toEqual({
    address: new URL("https://vault:8200"),
    token: "t",
    child: { seconds: 1200, name: "terraform" },
    retries: 2,
    tls: { rejectUnauthorized: true },
  });
});

it("takes arguments as JSON text, as the engine passes them", () => {
  const args = { skipChildToken: "true", skipTlsVerify: "true", maxRetries: "1" };
  const { child, retries, tls } = settingsOf({ ...GIVEN, ...args, tlsServerName: "v" }, {});
  expect({ child, retries, tls }).toEqual({
    child: undefined,
    retries: 1,
    tls: { servername: "v", rejectUnauthorized: false },
  });
});

it("falls back to the environment, which an argument outweighs", () => {
  const environment = {
    VAULT_ADDR: "https://other:8200",
    VAULT_TOKEN: "other",
    VAULT_SKIP_VERIFY: "1",
    VAULT_TOKEN_NAME: "deploy",
    TERRAFORM_VAULT_MAX_TTL: "60",
  };
  expect(settingsOf({}, environment)).toMatchObject({
    address: new URL("https://other:8200"),
    token: "other",
    child: { seconds: 60, name: "deploy" },
    tls: { rejectUnauthorized: false },
  });
  const given = { ...GIVEN, maxLeaseTtlSeconds: "90", skipTlsVerify: "false" };
  expect(settingsOf(given, environment)).toMatchObject({
    address: new URL("https://vault:8200"),
    token: "t",
    child: { seconds: 90 },
    tls: { rejectUnauthorized: true },
  });
});

it("reads the CA from a file, else from each of a folder", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bev-ca-"));
  for (const name of ["a", "b"]) writeFileSync(path.join(folder, name), name);
  const caCertFile = path.join(folder, "b");
  expect(settingsOf({ ...GIVEN, caCertFile, caCertDir: folder }, {}).tls.ca).toEqual(["b"]);
  expect(settingsOf(GIVEN, { VAULT_CAPATH: folder }).tls.ca).toEqual(["a", "b"]);
  rmSync(folder, { recursive: true });
});

describe("refuses", () => {
  it.each<[string, Properties, string]>([
    [
      "no address",
      { token: "t" },
      "address: must be https://host:port, got nothing; set it, or VAULT_ADDR",
    ],
    [
      "an address of another kind",
      { ...GIVEN, address: "vault:8200" },
      "address: must be https://host:port, got vault:8200; set it, or VAULT_ADDR",
    ],
    [
      "no token",
      { address: "https://vault:8200" },
      "token: must be a token of Vault, got nothing; set it, or VAULT_TOKEN",
    ],
    ["an unknown token", { ...GIVEN, token: UNKNOWN }, "token: its value is still unknown"],
    [
      "a folder that is not there",
      { ...GIVEN, caCertDir: "/nowhere" },
      "caCertDir: must be readable, ENOENT: no such file or directory, scandir '/nowhere'; set it to the CA's",
    ],
  ])("%s", (_title, config, message) => {
    expect(() => settingsOf(config, {})).toThrow(new ProviderError(message));
  });

  it.each(["namespace", "authLogin", "headers", "addAddressToEnv", "clientAuth"])(
    "%s by name",
    (name) => {
      expect(() => refuseArguments({ ...GIVEN, [name]: "x" })).toThrow(
        new ProviderError(`${name}: not implemented by this stand-in`),
      );
    },
  );
});

it("takes arguments that are absent, or change nothing here", () => {
  const absent = { namespace: "", headers: null, authLogin: "null", version: "7.8.0" };
  expect(() => refuseArguments({ ...absent, skipGetVaultVersion: "true" })).not.toThrow();
});
