/** What a run says and leaves behind where Vault is sealed, gone, or refuses. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { succeeded } from "../../kit/engine.ts";
import { VaultProject, VaultServer } from "../../kit/vault.ts";
import type { Data, Declared } from "../../kit/vault.ts";

const NOWHERE = "https://127.0.0.1:1";

const POLICIES: Record<string, Declared> = {
  one: { of: "Policy", args: { name: "one", policy: "# nothing" } },
  two: { of: "Policy", args: { name: "two", policy: "# nothing" } },
};

describe("a provider without a Vault", () => {
  const project = new VaultProject({ VAULT_TOKEN: "none" });

  beforeAll(() => project.init());
  afterAll(() => project.remove());

  it("previews what is new", async () => {
    const { errors, steps } = await project.declare({ address: NOWHERE }, POLICIES).preview();
    expect({ errors, steps }).toEqual({ errors: [], steps: ["create one", "create two"] });
  });

  it("takes address, token and CA from the environment", async () => {
    const bare = new VaultProject({ VAULT_ADDR: "https://127.0.0.1:2" });
    await bare.init();
    bare.declare({ maxRetries: 1 }, POLICIES);
    expect((await bare.up()).errors[0]).toBe(
      "token: must be a token of Vault, got nothing; set it, or VAULT_TOKEN",
    );
    bare.environment["VAULT_TOKEN"] = "none";
    expect((await bare.up()).errors[0]).toBe(
      "Vault at https://127.0.0.1:2 cannot be reached: connect ECONNREFUSED 127.0.0.1:2; start it, or set another address",
    );
    bare.environment["VAULT_CACERT"] = "/nowhere/ca.pem";
    expect((await bare.up()).errors[0]).toBe(
      "caCertFile: must be readable, ENOENT: no such file or directory, open '/nowhere/ca.pem'; set it to the CA's",
    );
    await bare.remove();
  });

  it("refuses an argument by name", async () => {
    const authLogin = { path: "auth/approle/login" };
    const { errors } = await project.declare({ address: NOWHERE, authLogin }, POLICIES).preview();
    expect(errors[0]).toContain("authLogin: not implemented by this stand-in");
  });

  it("refuses what it has not by name", async () => {
    const other = { of: "identity.Entity", args: { name: "a" } };
    const { errors } = await project.declare({ address: NOWHERE }, { other }).preview();
    expect(errors[0]).toMatch(
      /^vault:identity\/entity:Entity: not implemented by the vault stand-in; it has vault:index\/policy:Policy, /,
    );
  });
});

describe("a Vault that refuses", () => {
  const server = new VaultServer();
  const project = new VaultProject();

  beforeAll(async () => {
    await server.launch();
    await project.init();
  });
  afterAll(async () => {
    await server.unseal();
    project.environment["VAULT_TOKEN"] = server.rootToken;
    await project.remove();
    await server.stop();
  });

  it("since nobody initialised it", async () => {
    project.environment["VAULT_TOKEN"] = "none";
    const { errors } = await declare().up();
    expect(errors[0]).toBe(
      `Vault at ${server.address} is not initialised (503: Vault is sealed); initialise it`,
    );
    expect((await project.resources())["one"]).toBeUndefined();
  });

  it("since its certificate is of another CA", async () => {
    await server.initialise();
    project.environment["VAULT_TOKEN"] = server.rootToken;
    const { errors } = await declare(POLICIES, { caCertFile: undefined }).up();
    expect(errors[0]).toMatch(
      /cannot be reached: unable to verify the first certificate; set caCertFile to the CA that signed its certificate, and address to a name that it has$/,
    );
  });

  it("since it was sealed in between: nothing is half done", async () => {
    await succeeded(declare({ one: POLICIES["one"] as Declared }).up());
    await server.seal();
    const sealed = `Vault at ${server.address} is sealed (503: Vault is sealed); unseal it with npx bev unseal and run the command again`;
    const up = await declare().up();
    expect(up.errors[0]).toBe(sealed);
    expect(up.steps).toEqual(["create two failed"]);
    expect((await project.refresh()).errors[0]).toBe(sealed);
    expect(Object.keys(await project.resources())).toContain("one");
    expect(Object.keys(await project.resources())).not.toContain("two");
    await server.unseal();
    expect((await project.up()).steps).toEqual(["create two"]);
  });

  it("since the token may not", async () => {
    const weak = await server.write("auth/token/create", { policies: ["default"] });
    project.environment["VAULT_TOKEN"] = String(weak["client_token"]);
    const three = { of: "Policy", args: { name: "three", policy: "# nothing" } };
    expect((await declare({ ...POLICIES, three }).up()).errors[0]).toBe(
      `Vault at ${server.address} refused a child token (403): 1 error occurred: * permission denied; use a token that has not expired and may make children, or set skipChildToken`,
    );
    expect((await declare({ ...POLICIES, three }, { skipChildToken: true }).up()).errors[0]).toBe(
      `Vault at ${server.address} refused POST sys/policies/acl/three (403): 1 error occurred: * permission denied; give the token a policy for it, or another token if it has expired`,
    );
    project.environment["VAULT_TOKEN"] = server.rootToken;
  });

  it("since the path is taken", async () => {
    await server.write("sys/mounts/taken", { type: "kv" });
    const taken = { of: "Mount", args: { type: "transit", path: "taken" } };
    expect((await declare({ ...POLICIES, taken }).up()).errors[0]).toBe(
      `Vault at ${server.address} refused POST sys/mounts/taken (400): path is already in use at taken/; import what is there, or set deleteBeforeReplace where the program replaces it`,
    );
  });

  function declare(resources: Record<string, Declared> = POLICIES, args: Data = {}): VaultProject {
    const provider = { address: server.address, caCertFile: server.caFile, ...args };
    return project.declare(provider, resources);
  }
});
