/** What a stack has to do with Vault: logins, the agent, certificates. */
import { describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  CONTRACTS,
  contractWith,
  deploy,
  deployAnew,
  everyStack,
  resolvedLock,
} from "../../test/kit/deployed-stack.ts";
import type { Deployed } from "../../test/kit/deployed-stack.ts";
import { canary, settled } from "../../test/kit/mocks.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { sha256 } from "../lib/hash.ts";

const VAULT = { authority: "what Vault's own certificate chains to" };

it.each(["oracle1", "thanos"] as const)(
  "lets the agent of %s log in, by a step that says no secret-id",
  async (stack) => {
    const contract = { ...CONTRACTS.oracle1, vault: VAULT };
    const stacks = { ...everyStack, oracle1: { contract, vaultToken: "token" } };
    const { find } = await deploy(stack, { stacks });
    const step = find("command:local:Command", "vault-agent-credential");
    expect(step.inputs["create"]).toBe("node ../cli/steps/main.ts vault-agent");
    expect(step.secretInputs).toContain("stdin");
    expect(step.inputs["triggers"]).toEqual([["vault-agent-live-id"]]);
    expect(step.dependencies).toEqual(
      expect.arrayContaining(["vault-agent-live", `node-agent-${stack}-role`]),
    );
    expect(JSON.parse(String(step.inputs["stdin"]))).toMatchObject({
      address: "https://100.96.197.84:8200",
      role: `node-agent-${stack}`,
      volume: "bev_vault_agent_data",
      user: "100:1000",
    });
  },
);

it.each([
  ["writes", "an update", false],
  ["does not write", "a preview", true],
])("%s the authority for Vault's provider in %s", async (_does, _what, preview) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bev-authority-"));
  const file = path.join(folder, ".bev", "vault", "bev_authority.pem");
  const before = process.cwd();
  const src = path.join(folder, "src");
  mkdirSync(src);
  process.chdir(src);
  try {
    const stacks = { ...everyStack, oracle1: { contract: { ...CONTRACTS.oracle1, vault: VAULT } } };
    await deployAnew("thanos", { preview, stacks }, { imageLock: resolvedLock() });
    if (preview) expect(readdirSync(folder)).toEqual(["src"]);
    else expect(readFileSync(file, "utf8")).toBe(VAULT.authority);
  } finally {
    process.chdir(before);
  }
});

const CONNECTION = "vault:database/secretBackendConnection:SecretBackendConnection";

it("lets Vault make logins in PostgreSQL, once that has the roles for them", async () => {
  const authority = "what Vault's certificates chain to";
  const { find, ofType } = await deploy("thanos", {
    stacks: {
      ...everyStack,
      oracle1: { contract: { ...CONTRACTS.oracle1, vault: VAULT, authority } },
    },
  });
  const { inputs, secretInputs, dependencies } = find(CONNECTION, "postgres-logins-connection");
  expect([...dependencies].sort()).toEqual([
    // The certificate that names the proxy is in use.
    "postgres-reload",
    "postgres-vault-admin",
    "postgres-vault-admin-kept",
  ]);
  expect(inputs["verifyConnection"]).toBe(true);
  expect(inputs["postgresql"]).toEqual({
    connectionUrl:
      "postgresql://{{username}}:{{password}}@100.96.197.84:5433/osint?sslmode=verify-full",
    username: "vault_admin",
    password: canary("postgres-vault-admin"),
    passwordAuthentication: "scram-sha-256",
    tlsCa: authority,
  });
  expect(secretInputs).toContain("postgresql");
  const roles = ofType("vault:database/secretBackendRole:SecretBackendRole");
  expect(roles.map(({ inputs: { name } }) => name)).toEqual(inputs["allowedRoles"]);
  const script = String(find("command:local:Command", "postgres-data").inputs["stdin"]);
  expect(script).toContain('alter role "vault_admin" login createrole');
  expect(script).not.toContain(canary("postgres-vault-admin"));
});

it("has Vault make no logins where it keeps no secrets", async () => {
  const vault = { ...trackedConfig("thanos").vault, enabled: false };
  const { ofType } = await deploy("thanos", {}, { vault });
  expect(ofType(CONNECTION)).toEqual([]);
});

const CERTIFICATE_STEP = "node ../cli/steps/main.ts vault-certificate";
const OWN_STEP = "node ../cli/steps/main.ts certificate";

function certificates({ ofType }: Deployed): Record<string, unknown> {
  const made = ofType("command:local:Command").filter(({ name }) => name.endsWith("-certificate"));
  return Object.fromEntries(
    made.map(({ name, inputs }) => [name.replace("-certificate", ""), inputs["create"]]),
  );
}

it("has Vault issue the certificates of services, but for its own", async () => {
  const oracle1 = await deploy("oracle1");
  expect(certificates(oracle1)).toEqual({
    vault: OWN_STEP,
    "backup-store-oracle1": CERTIFICATE_STEP,
    consul: CERTIFICATE_STEP,
    "elasticsearch-monitoring": CERTIFICATE_STEP,
    "postgres-replica": CERTIFICATE_STEP,
  });
  const step = oracle1.find("command:local:Command", "postgres-replica-certificate");
  expect(step.secretInputs).toEqual(["stdin"]);
  expect(step.dependencies).toContain("vault-issuer-role");
  const role = oracle1.find(
    "vault:pkiSecret/secretBackendRole:SecretBackendRole",
    "vault-issuer-role",
  );
  expect(role.dependencies).toContain("vault-engines-authority");
  expect(JSON.parse(String(step.inputs["stdin"]))).toMatchObject({
    ...{ address: "https://100.96.197.84:8200", role: "oracle1", name: "postgres-replica" },
    hosts: ["postgres-replica", "localhost", "127.0.0.1", "100.96.197.84", "postgres-proxy"],
  });
  const { authority, vault } = await settled(oracle1.result.contract);
  expect(authority).toBe("certificate of vault-engines-authority\n");
  expect(vault?.authority).toBe("certificate of oracle1-certificates-authority\n");
});

it("lets the role of a node issue in the names of its own services alone", async () => {
  const { ofType } = await deploy("starlord");
  const roles = ofType("vault:pkiSecret/secretBackendRole:SecretBackendRole");
  expect(roles.map(({ inputs }) => inputs["allowedDomains"])).toEqual([
    ["localhost", "staging-postgres"],
  ]);
  expect(roles[0]?.inputs).toMatchObject({
    ...{ name: "starlord", allowSubdomains: false, allowWildcardCertificates: false },
    ...{ allowLocalhost: false, serverFlag: true, clientFlag: false, maxTtl: "15552000" },
  });
});

it("has the servers behind a proxy certified for what clients know it by", async () => {
  const { find } = await deploy("thanos");
  const { inputs } = find("command:local:Command", "postgres-certificate");
  expect(JSON.parse(String(inputs["stdin"]))).toMatchObject({
    hosts: [
      ...["postgres", "localhost", "127.0.0.1", "100.122.12.53"],
      ...["postgres-proxy", "100.96.197.84"],
    ],
  });
  const role = find("vault:pkiSecret/secretBackendRole:SecretBackendRole", "vault-issuer-role");
  expect(role.inputs["allowedDomains"]).toContain("postgres-proxy");
  const other = find("command:local:Command", "kafka-1-certificate");
  expect(JSON.parse(String(other.inputs["stdin"]))).toMatchObject({
    hosts: ["kafka-1", "localhost", "127.0.0.1", "100.122.12.53"],
  });
});

it("lets Vault make logins at PostgreSQL itself where the proxy is switched off", async () => {
  const contract = {
    ...contractWith("oracle1", { "postgres-proxy": { enabled: false } }),
    vault: VAULT,
  };
  const { find } = await deploy("thanos", { stacks: { ...everyStack, oracle1: { contract } } });
  expect(find(CONNECTION, "postgres-logins-connection").inputs["postgresql"]).toMatchObject({
    connectionUrl:
      "postgresql://{{username}}:{{password}}@100.122.12.53:5432/osint?sslmode=verify-full",
  });
});

it("issues certificates itself where there is no Vault", async () => {
  const vault = { ...trackedConfig("thanos").vault, enabled: false };
  const thanos = await deploy("thanos", {}, { vault });
  expect(new Set(Object.values(certificates(thanos)))).toEqual(new Set([OWN_STEP]));
  expect((await settled(thanos.result.contract)).authority).toBe(
    "certificate of thanos-certificates-authority\n",
  );
});

it("issues a rotated certificate again, and reloads its service", async () => {
  const run = { held: {}, previous: {}, rotated: { "postgres/certificate": 2 } };
  const { find } = await deploy("thanos", { stacks: { ...everyStack, thanos: { run } } });
  const triggers = (name: string) => find("command:local:Command", name).inputs["triggers"];
  expect(triggers("postgres-certificate")).toEqual([2]);
  expect(triggers("kafka-1-certificate")).toBeUndefined();
  const reload = find("command:local:Command", "postgres-reload");
  expect(reload.secretInputs).toEqual([]);
  expect(reload.inputs["triggers"]).toContain(sha256("certificate of postgres-certificate\n"));
});

it("lets a client trust what the stack of its server has published", async () => {
  const vault = { ...trackedConfig("oracle1").vault, enabled: false };
  const filesOf = async (published: Record<string, unknown>, client = "postgres-replica") => {
    const stacks = { ...everyStack, thanos: published };
    const { find } = await deploy("oracle1", { stacks }, { vault });
    const { inputs } = find("command:local:Command", `${client}-secrets-delivery`);
    return Buffer.from(String(inputs["stdin"]), "base64").toString("latin1");
  };
  const contract = CONTRACTS.thanos;
  const authority = "what the primary's certificate chains to";
  expect(await filesOf({ contract: { ...contract, authority } })).toContain(authority);
  expect(await filesOf({})).not.toContain("certificate of oracle1-certificates-authority");
  // Through a proxy: those of all servers behind it.
  expect(await filesOf({ contract: { ...contract, authority } }, "auto-recovery")).toContain(
    `${authority}certificate of oracle1-certificates-authority`,
  );
});

describe("what people gave", () => {
  const given = { secrets: { "alertmanager/sms-url": 3 } };

  it("is brought to Alertmanager once Vault has its store, and before the container", async () => {
    const { find } = await deploy("oracle1", {}, given);
    const step = find("command:local:Command", "alertmanager-secrets-given");
    expect(step.dependencies).toContain("vault-engines-secret");
    expect(JSON.parse(String(step.inputs["stdin"]))).toMatchObject({
      ...{ address: "https://100.96.197.84:8200", folder: "services/oracle1" },
      files: [{ id: "alertmanager/sms-url", version: 3 }],
      missing: ["slack-url", "email-password", "webhook-url", "pagerduty-key"],
    });
    const container = find("docker:index/container:Container", "alertmanager");
    expect(container.dependencies).toContain("alertmanager-secrets-given");
    const { inputs } = find("vault:index/policy:Policy", "service-oracle1-alertmanager-grants");
    expect(inputs["policy"]).toBe(
      'path "secret/data/services/oracle1/alertmanager/sms-url" {\n  capabilities = ["read"]\n}\n',
    );
  });

  it("is refused where no Vault keeps it, and for what no row asks for", async () => {
    const vault = { ...trackedConfig("oracle1").vault, enabled: false };
    await expect(deployAnew("oracle1", {}, { ...given, vault })).rejects.toThrow(
      /^bev:secrets: must be empty where no Vault keeps secrets of oracle1, /,
    );
    await expect(deployAnew("starlord", {}, given)).rejects.toThrow(
      "bev:secrets.alertmanager/sms-url: must be absent, because no row of starlord asks people for anything, got 3",
    );
  });

  it("may be of a receiver where Alertmanager is, and nowhere else", async () => {
    const alerts = { ops: { kind: "sms", severities: ["critical"] } };
    await expect(deployAnew("starlord", {}, { alerts })).rejects.toThrow(
      /^bev:alerts: must be in the stack file of oracle1, /,
    );
  });
});
