/** The vault stand-in on the real engine, against a real Vault. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { succeeded } from "../../kit/engine.ts";
import type { Steps } from "../../kit/steps.ts";
import { VaultProject, VaultServer } from "../../kit/vault.ts";
import type { Data, Declared } from "../../kit/vault.ts";
import { CANARY, declared as resourcesOf, IDS, LOGIN } from "./vault-resources.ts";

describe("the vault stand-in", () => {
  const server = new VaultServer();
  const project = new VaultProject();
  let shown = "";
  let first: Steps;

  beforeAll(async () => {
    await server.start();
    project.environment["VAULT_TOKEN"] = server.rootToken;
    await project.init();
    first = await declare().up();
    shown = first.output;
  });
  afterAll(async () => {
    await project.remove();
    await server.stop();
  });

  it("makes each resource, under the published provider's id", async () => {
    expect(first.errors).toEqual([]);
    const names = Object.keys(declared());
    expect(first.steps.sort()).toEqual(names.map((name) => `create ${name}`).sort());
    const { vault: _provider, ...made } = await project.resources();
    const ids = names.map((name) => [name, made[name]?.id]);
    const root = `pki/issuer/${String(made["root"]?.outputs["issuerId"])}`;
    expect(Object.fromEntries(ids)).toEqual({ ...IDS, root });
  });

  it("has no changes at the second preview, nor after a refresh", async () => {
    await succeeded(project.preview("--expect-no-changes"));
    await succeeded(project.refresh("--expect-no-changes"));
  });

  it("keeps secrets out of state, log and preview", async () => {
    const { output } = await project.preview("--diff");
    const plain = `${shown}${output}${await project.state()}`;
    expect(plain).not.toContain(CANARY);
    expect(plain).not.toContain(server.rootToken);
    // What is not secret is there to be found.
    expect(plain).toContain("vault_admin_role");
    const { inputs, outputs } = (await project.resources())["connection"] ?? {};
    for (const side of [inputs, outputs]) expect(side?.["postgresql"]).toHaveProperty("ciphertext");
  });

  it("did its work under a child of the token", () => {
    const names = auditLog().flatMap(({ auth }) => (auth?.display_name ? [auth.display_name] : []));
    expect(new Set(names)).toContain("token-terraform");
  });

  it("changes in place what the schema says", async () => {
    const changed = await declare({
      policy: { policy: 'path "secret/data/app/*" { capabilities = ["read", "list"] }' },
      approle: { description: "logins", tune: { maxLeaseTtl: "2h", tokenType: "batch" } },
      role: { tokenTtl: 1800, tokenBoundCidrs: ["100.96.197.84"], roleId: "app-role-id" },
      kv: { description: "all secrets" },
      versions: { maxVersions: 7, deleteVersionAfter: 86_400 },
      secret: { dataJson: JSON.stringify({ password: `${CANARY}2` }) },
      database: { maxLeaseTtlSeconds: 7200 },
      connection: { allowedRoles: ["reader", "writer"] },
      reader: { defaultTtl: 600, revocationStatements: ['DROP ROLE "{{name}}"'] },
      urls: { crlDistributionPoints: ["https://vault:8200/v1/pki/crl"] },
      pkiRole: { maxTtl: "24h", clientFlag: false },
      key: { minEncryptionVersion: 1, autoRotatePeriod: 86_400 },
    }).up();
    shown += changed.output;
    expect(changed.errors).toEqual([]);
    expect(changed.steps.sort()).toEqual(
      [
        ...["approle", "connection", "database", "key", "kv", "pkiRole", "policy", "reader"],
        ...["role", "secret", "urls", "versions"],
      ].map((name) => `update ${name}`),
    );
    expect(await server.read("sys/policies/acl/app-policy")).toMatchObject({
      policy: expect.stringContaining('"list"'),
    });
    expect(await server.read("auth/approle/role/app")).toMatchObject({
      token_ttl: 1800,
      token_bound_cidrs: ["100.96.197.84"],
      token_max_ttl: 14_400,
    });
    expect(await server.read("auth/approle/role/app/role-id")).toEqual({ role_id: "app-role-id" });
    expect(await server.read("sys/auth")).toMatchObject({
      "approle/": { description: "logins", config: { max_lease_ttl: 7200, token_type: "batch" } },
    });
    expect(await server.read("secret/data/app/one")).toMatchObject({
      data: { password: `${CANARY}2` },
      metadata: { version: 2 },
    });
    await succeeded(project.preview("--expect-no-changes", "--refresh"));
  });

  it("replaces where the schema says so", async () => {
    const { errors, steps } = await declare({
      policy: { name: "other-policy" },
      role: { roleName: "other" },
      audit: { path: "second", options: { file_path: server.file("second.log") } },
      root: { commonName: "Another root", issuerName: "another" },
      key: { type: "ed25519" },
    }).up();
    expect(errors).toEqual([]);
    const replaced = ["audit", "key", "policy", "role", "root"];
    expect(steps.filter((step) => step.startsWith("create-replacement")).sort()).toEqual(
      replaced.map((name) => `create-replacement ${name}`),
    );
    // A key that keeps its name cannot be there twice.
    expect(steps.indexOf("delete-replaced key")).toBeLessThan(
      steps.indexOf("create-replacement key"),
    );
    expect(steps.indexOf("delete-replaced policy")).toBeGreaterThan(
      steps.indexOf("create-replacement policy"),
    );
    expect(await server.read("sys/policies/acl/app-policy")).toBeUndefined();
    expect(await server.read("auth/approle/role/app")).toBeUndefined();
    expect(Object.keys((await server.read("sys/audit")) ?? {})).toEqual(["second/"]);
    expect(await server.read("transit/keys/app")).toMatchObject({ type: "ed25519" });
  });

  it("sees what others changed, and mends it", async () => {
    await succeeded(declare().up());
    await server.write("sys/policies/acl/app-policy", { policy: "# nobody" });
    await server.write("auth/approle/role/app", { token_ttl: 60 });
    await server.write("secret/data/app/one", { data: { password: "other" } });
    await server.write("sys/mounts/database/tune", { max_lease_ttl: "90000s" });
    await server.remove("database/roles/reader");
    await server.remove(`pki/issuer/root`);
    const refreshed = await project.refresh();
    expect(refreshed.errors).toEqual([]);
    const mended = await project.up();
    expect(mended.errors).toEqual([]);
    expect(mended.steps.sort()).toEqual([
      "create reader",
      "create root",
      "update database",
      "update policy",
      "update role",
      "update secret",
    ]);
    expect(mended.changes["role"]).toEqual({ tokenTtl: "update" });
    expect(await server.read("auth/approle/role/app")).toMatchObject({ token_ttl: 3600 });
    await succeeded(project.preview("--expect-no-changes", "--refresh"));
  });

  it("sends a password only when it changes", async () => {
    const before = passwordsSent();
    await succeeded(declare({ connection: { allowedRoles: ["reader", "other"] } }).up());
    expect(passwordsSent()).toBe(before);
    const postgresql = { ...LOGIN, password: `${CANARY}3` };
    await succeeded(declare({ connection: { postgresql } }).up());
    expect(passwordsSent()).toBe(before + 1);
    await succeeded(declare().up());
  });

  it("imports what is there, and changes only what Vault does not tell", async () => {
    const importing = new VaultProject({ VAULT_TOKEN: server.rootToken });
    await importing.init();
    const asTold = { kv: { type: "kv", options: { version: "2" } }, pkiRole: { maxTtl: "259200" } };
    const wanted = Object.fromEntries(
      Object.entries(declared(asTold))
        .filter(([name]) => name in IDS)
        .map(([name, one]) => [name, { ...one, options: { import: IDS[name] } }]),
    );
    const { errors, steps, changes } = await importing.declare(provider(), wanted).preview();
    await importing.remove();
    expect(errors).toEqual([]);
    expect(steps.filter((step) => step.startsWith("import"))).toHaveLength(Object.keys(IDS).length);
    expect(changes).toEqual({ connection: { "postgresql.password": "add" } });
  });

  it("deletes each", async () => {
    await succeeded(project.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await server.read("sys/policies/acl/app-policy")).toBeUndefined();
    const left = { ...(await server.read("sys/mounts")), ...(await server.read("sys/auth")) };
    expect(Object.keys(left).sort()).toEqual(
      ["cubbyhole/", "identity/", "sys/", "token/"].filter((name) => name in left),
    );
    expect(await server.read("sys/audit")).toEqual({});
  });

  function declared(changes: Record<string, Data> = {}): Record<string, Declared> {
    return resourcesOf(server.file("audit.log"), changes);
  }

  function provider(): Data {
    return { address: server.address, caCertFile: server.caFile };
  }

  function declare(changes: Record<string, Data> = {}): VaultProject {
    return project.declare(provider(), declared(changes));
  }

  interface Audited {
    type: string;
    auth?: { display_name?: string };
    request: { path: string; data?: Data };
    response?: { auth?: unknown };
  }

  function auditLog(): Audited[] {
    const lines = readFileSync(server.file("audit.log"), "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Audited);
  }

  function passwordsSent(): number {
    return auditLog().filter(
      ({ type, request }) =>
        type === "request" &&
        request.path === "database/config/postgres" &&
        request.data?.["password"] !== undefined,
    ).length;
  }
});
