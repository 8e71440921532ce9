/**
 * Who may do what in a real Vault: every policy and AppRole of the three stacks, declared by real updates
 * with the deployment token, and then every role's token on every path.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { bootstrap } from "../../src/steps/vault/bootstrap.ts";
import { VaultClient } from "../../src/steps/vault/client.ts";
import { SharesFolder } from "../../src/steps/vault/shares.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import type { Grant } from "../../src/catalog/vault.ts";
import type { AppRole } from "../../src/access/vault/access.ts";
import { policyText } from "../../src/access/vault/policy.ts";
import { ADMIN_POLICY, DEPLOY_POLICY } from "../../src/access/vault/root.ts";
import { root, succeeded } from "../kit/engine.ts";
import { ObservedProject } from "../kit/steps.ts";
import { VaultServer } from "../kit/vault.ts";
import type { Data } from "../kit/vault.ts";
import {
  CAPABILITIES,
  LOGIN,
  METHODS,
  STRANGER,
  VaultRequests,
  addressOf,
  concrete,
  covers,
  declaredFor,
  everyPath,
  plans,
  policies,
  policyOf,
  recordedIn,
  roles,
  tokenOf,
} from "../kit/vault-access.ts";

/** As the stacks do it, without the containers. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { VaultAccess } from "${root}/src/components/vault-access.ts";
import { connectVault } from "${root}/src/components/vault-connection.ts";
import { VaultEngines } from "${root}/src/components/vault-engines.ts";
import { AUDIT_FILES } from "${root}/src/access/vault/paths.ts";
const { plans, connection, auditFile } = JSON.parse(readFileSync("declared.json", "utf8"));
const stack = pulumi.getStack();
const host = new pulumi.ComponentResource("bev:node:Host", stack);
const token = pulumi.secret(process.env.DEPLOY_TOKEN);
const opts = { parent: host, provider: connectVault(stack, { ...connection, token }, host) };
AUDIT_FILES.stack = auditFile;
const after = stack === "oracle1" ? [new VaultEngines("vault-engines", opts).logins] : [];
new VaultAccess("vault-access", { plan: plans[stack], after }, opts);
`;

describe("access to Vault", () => {
  const server = new VaultServer();
  const project = new ObservedProject("vault", PROGRAM);
  const auditFile = server.file("audit.log");
  /** By role: logged in from where it may. */
  const tokens = new Map<string, string>();
  let requests: VaultRequests;
  let deployToken: string;

  beforeAll(async () => {
    await server.launch();
    requests = new VaultRequests(server);
    const shares = new SharesFolder(server.file("shares"));
    deployToken = await bootstrap({
      vault: new VaultClient(server.address, readFileSync(server.caFile, "utf8")),
      shares,
      pgpKeys: [],
      auditFile: server.file("bootstrap.log"),
      say: () => undefined,
    });
    server.rootToken = shares.rootToken() ?? "";
    project.environment["DEPLOY_TOKEN"] = deployToken;
    const connection = { address: server.address, authorityFile: server.caFile };
    project.write("declared.json", JSON.stringify({ plans, connection, auditFile }));
    for (const stack of nodeNames) {
      await succeeded(project.pulumi("stack", "init", stack));
      await succeeded(project.up());
    }
    for (const role of roles) tokens.set(role.name, tokenOf(await requests.logIn(role)));
  });
  afterAll(async () => {
    requests.close();
    await project.remove();
    await server.stop();
  });

  it("has nothing to change afterwards", async () => {
    for (const stack of nodeNames) {
      await succeeded(project.preview("--stack", stack, "--expect-no-changes", "--refresh"));
    }
  });

  it("lets every role do what is declared, and nothing else", async () => {
    const { differences, allowed, denied } = await compareCapabilities();
    expect(differences).toEqual([]);
    expect(allowed).toBeGreaterThan(100);
    expect(denied).toBeGreaterThan(10_000);
    console.log(
      `capabilities: ${String(allowed)} cells allowed, ${String(denied)} denied, as declared`,
    );
  });

  it("answers each request so, and records it", async () => {
    const differences: string[] = [];
    const counted = { allowed: 0, denied: 0 };
    const before = recordedIn(auditFile).length;
    requests.asked.length = 0;
    for (const role of roles) {
      const from = addressOf(role);
      const token = tokens.get(role.name);
      for (const path of everyPath.filter((one) => one !== LOGIN)) {
        const may = declaredFor(role, path);
        await Promise.all(
          METHODS.map(async ([method, capabilities]) => {
            const isAllowed = may.some((one) => capabilities.includes(one));
            const { status } = await requests.ask(method, path, {
              from,
              token,
              body: {},
              wrap: "60s",
            });
            counted[isAllowed ? "allowed" : "denied"]++;
            if ((status !== 403) === isAllowed) return;
            differences.push(`${role.name} ${method} ${path}: ${String(status)}`);
          }),
        );
      }
    }
    expect(differences).toEqual([]);
    expect(recordedIn(auditFile).slice(before).sort()).toEqual([...requests.asked].sort());
    console.log(
      `requests: ${String(counted.allowed)} granted, ${String(counted.denied)} refused, each of them recorded`,
    );
  });

  describe("a wrong grant", () => {
    const victim = "service-thanos-redis-thanos";
    const path = "secret/data/services/thanos/postgres/password";
    const grants = policies.find(({ name }) => name === victim)?.grants ?? [];

    afterAll(() => rewrite(grants));

    it("shows as just that cell when it is one too many", async () => {
      await rewrite([...grants, { path, capabilities: ["read"] }]);
      const { differences } = await compareCapabilities();
      expect(differences).toEqual([`${victim} ${path}: has read, must have none`]);
    });

    it("shows as just those of its path when one is missing", async () => {
      const own = "secret/data/services/thanos/redis-thanos/auth.conf";
      await rewrite([{ path: own, capabilities: ["list"] }]);
      const { differences } = await compareCapabilities();
      expect(differences).toEqual([`${victim} ${own}: has list, must have read`]);
    });

    async function rewrite(changed: readonly Grant[]): Promise<void> {
      await server.write(`sys/policies/acl/${victim}`, { policy: policyText(changed) });
    }
  });

  describe("from a wrong address", () => {
    it.each(roles.map((role) => [role.name, role] as const))(
      "%s neither logs in nor is answered",
      async (name, role) => {
        const foreign = roles.map(addressOf).filter((one) => !covers(role, one));
        for (const from of new Set([STRANGER, ...foreign])) {
          const { status, body } = await requests.logIn(role, from);
          expect(`${from}: ${String(status)} ${JSON.stringify(body["errors"])}`).toMatch(
            /: 40[03] \["[^"]*(?:source address|permission denied)/,
          );
          const { path = "" } = policyOf(role).grants[0] ?? {};
          const used = await requests.ask("GET", concrete(path), { from, token: tokens.get(name) });
          expect(used.status).toBe(403);
        }
      },
    );
  });

  it("lets an agent issue a secret-id wrapped, and its service log in once with it", async () => {
    const issuer = roles.find(({ name }) => name === "node-agent-thanos") as AppRole;
    const role = roles.find(({ name }) => name === "service-thanos-redis-thanos") as AppRole;
    const as = { from: addressOf(issuer), token: tokens.get(issuer.name), body: {} };
    const path = `auth/approle/role/${role.name}`;
    expect((await requests.ask("POST", `${path}/secret-id`, as)).status).toBe(403);
    const { body: issued } = await requests.ask("POST", `${path}/secret-id`, {
      ...as,
      wrap: "60s",
    });
    expect(issued["data"]).toBeNull();
    const { body: known } = await requests.ask("GET", `${path}/role-id`, {
      ...as,
      body: undefined,
    });

    const from = addressOf(role);
    const wrapping = (issued["wrap_info"] as Data)["token"] as string;
    const opened = await requests.ask("POST", "sys/wrapping/unwrap", { from, token: wrapping });
    const { secret_id: secretId } = opened.body["data"] as Data;
    const { role_id: roleId } = known["data"] as Data;
    const credentials = { role_id: roleId, secret_id: secretId };
    const first = await requests.ask("POST", LOGIN, { from, body: credentials });
    expect(first.status).toBe(200);
    expect((await requests.ask("POST", LOGIN, { from, body: credentials })).status).toBe(400);
    const again = await requests.ask("POST", "sys/wrapping/unwrap", { from, token: wrapping });
    expect(again.status).toBe(400);

    const entry = "secret/data/services/thanos/redis-thanos/auth.conf";
    await server.write(entry, { data: { password: "kept" } });
    const read = await requests.ask("GET", entry, { from, token: tokenOf(first) });
    expect(read.body["data"]).toMatchObject({ data: { password: "kept" } });
  });

  describe("the deployment token", () => {
    const role = "auth/approle/role/service-thanos-redis-thanos";

    it.each<[string, string, Data]>([
      ["POST", `sys/policies/acl/${DEPLOY_POLICY}`, { policy: "" }],
      ["DELETE", `sys/policies/acl/${DEPLOY_POLICY}`, {}],
      ["POST", `sys/policies/acl/${ADMIN_POLICY}`, { policy: "" }],
      ["DELETE", `sys/policies/acl/${ADMIN_POLICY}`, {}],
      ["POST", `${role}/secret-id`, {}],
      ["POST", "auth/approle/role/osint-services/secret-id", {}],
      ["POST", `${role}/custom-secret-id`, { secret_id: "chosen" }],
      ["POST", "auth/approle/role/node-agent-thanos/custom-secret-id", { secret_id: "chosen" }],
      ["GET", "auth/approle/role/node-agent-thanos/secret-id?list=true", {}],
      ["POST", `${role}/bind-secret-id`, { bind_secret_id: false }],
      ["POST", role, { bind_secret_id: false }],
      ["POST", role, { bind_secret_id: "false" }],
      ["POST", role, { bind_secret_id: 0 }],
      ["POST", role, { Bind_Secret_ID: false }],
      ["POST", "auth/token/create", {}],
      ["POST", "auth/token/create-orphan", {}],
      ["GET", "secret/data/security/x", {}],
      ["GET", "osint/data/credentials/x", {}],
      ["DELETE", "sys/audit/bootstrap", {}],
      ["POST", "pki/root/sign-intermediate", {}],
      ["POST", "pki/sign-verbatim", {}],
      ["POST", "pki/issuers/generate/root/exported", { common_name: "x" }],
      ["DELETE", "pki/root", {}],
      ["POST", "pki/issuer/default", { issuer_name: "x" }],
      ["POST", "pki/roles/anything", { allow_any_name: true }],
      ["POST", "pki/roles/thanos", { allow_subdomains: true }],
      ["POST", "pki/sign/thanos", {}],
    ])("may not %s %s %j", async (method, path, body) => {
      const { status } = await requests.ask(method, path, {
        from: "127.0.0.1",
        token: deployToken,
        body,
      });
      expect(status).toBe(403);
    });

    it.each(nodeNames)("may give the agent of %s its first secret-id", async (node) => {
      const path = `auth/approle/role/node-agent-${node}/secret-id`;
      const as = { from: "127.0.0.1", token: deployToken, body: {} };
      expect((await requests.ask("POST", path, as)).status).toBe(200);
    });

    it("may say what it has to of a role", async () => {
      const body = { bind_secret_id: true };
      const { status } = await requests.ask("POST", role, {
        from: "127.0.0.1",
        token: deployToken,
        body,
      });
      expect(status).toBe(204);
    });
  });

  /** Every cell of roles and paths, as Vault itself judges the role's token. */
  async function compareCapabilities() {
    const differences: string[] = [];
    const counted = { allowed: 0, denied: 0 };
    for (const role of roles) {
      const token = tokens.get(role.name);
      const found = await server.write("sys/capabilities", { token, paths: everyPath });
      for (const path of everyPath) {
        const wanted = declaredFor(role, path);
        const has = (found[path] as string[]).filter((one) => one !== "deny").sort();
        counted.allowed += has.length;
        counted.denied += CAPABILITIES.length - has.length;
        if (has.join() !== wanted.join()) {
          const [had, must] = [has, wanted].map((list) => list.join() || "none");
          differences.push(`${role.name} ${path}: has ${had ?? ""}, must have ${must ?? ""}`);
        }
      }
    }
    return { differences, ...counted };
  }
});
