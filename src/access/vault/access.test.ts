import { describe, expect, it } from "@jest/globals";
import { serviceLike } from "../../../test/kit/site.ts";
import { trackedConfig } from "../../../test/kit/stack-config.ts";
import { catalog } from "../../catalog/index.ts";
import { nodeNames, nodes } from "../../catalog/nodes.ts";
import type { NodeName } from "../../catalog/nodes.ts";
import type { Service } from "../../catalog/resolve.ts";
import { application, securityTeam, sharedRoles } from "../../catalog/vault.ts";
import { planStack } from "../../stack/plan.ts";
import { overlaps, parsePolicy } from "../../rules/vault-policy.ts";
import { appRoleFindings, vaultPolicyFindings } from "../../rules/vault.ts";
import { zoneNetwork } from "../site.ts";
import { planAccess } from "./access.ts";
import type { AccessPlan, AccessSite } from "./access.ts";
import { policyText } from "./policy.ts";

function siteOf(stack: NodeName, services?: Service[]): AccessSite {
  const plan = planStack(stack, trackedConfig(stack));
  const networkOf: AccessSite["networkOf"] = (zone) => zoneNetwork(nodes[stack].subnetBase, zone);
  return { ...plan, networkOf, ...(services && { services }) };
}

function textOf({ policies }: AccessPlan, name: string): string {
  return policyText(policies.find((one) => one.name === name)?.grants ?? []);
}

const real = nodeNames.map((stack) => [stack, planAccess(siteOf(stack))] as const);
const plans = new Map(real);
const policies = real.flatMap(([, plan]) => plan.policies);
const roles = real.flatMap(([, plan]) => plan.roles);

function roleOf(name: string) {
  return roles.find((role) => role.name === name);
}

describe("a service's policy", () => {
  const users = [
    serviceLike("redis-thanos"),
    serviceLike("intelowl-django"),
    serviceLike("intel-fusion"),
    serviceLike("cytoscape-server"),
  ];
  const plan = planAccess(siteOf("thanos", users));

  it("reads its own secret", () => {
    expect(textOf(plan, "service-thanos-redis-thanos")).toBe(
      'path "secret/data/services/thanos/redis-thanos/auth.conf" {\n  capabilities = ["read"]\n}\n',
    );
  });

  it("reads the secrets that it is given of others, one by one", () => {
    expect(parsePolicy(textOf(plan, "service-thanos-intelowl-django"))).toEqual([
      { path: "secret/data/services/thanos/postgres/password", capabilities: ["read"] },
      { path: "secret/data/services/thanos/redis-thanos/auth.conf", capabilities: ["read"] },
    ]);
  });

  it("reads the login that the row asks for", () => {
    expect(textOf(plan, "service-thanos-intel-fusion")).toBe(
      'path "database/creds/osint-writer" {\n  capabilities = ["read"]\n}\n',
    );
  });

  it("reads and lists what its products want that are saved, in the one place that says so", () => {
    const plan = planAccess(siteOf("oracle1"));
    const own = policies.find(({ name }) => name === "service-oracle1-backup-oracle1");
    expect(own?.grants.map(({ path, capabilities }) => [path, ...capabilities].join(" "))).toEqual([
      "secret/data/services/oracle1/backup-oracle1/login read",
      "secret/data/services/oracle1/backup-oracle1/repository read",
      "sys/storage/raft/snapshot read",
      "sys/mounts read",
      "sys/auth read",
      "sys/policies/acl list",
      "sys/policies/acl/* read",
      "auth/approle/role list",
      "secret/metadata/* list",
      "osint/metadata/* list",
    ]);
    // Of THANOS' nothing is kept in Vault.
    const other = policies.find(({ name }) => name === "service-thanos-backup-thanos");
    expect(other?.grants).toHaveLength(2);
    expect(plan.roles.map(({ name }) => name)).toContain("service-oracle1-backup-oracle1");
  });

  it("is only there for who uses Vault", () => {
    expect(plan.roles.map(({ name }) => name)).toEqual([
      "service-thanos-redis-thanos",
      "service-thanos-intelowl-django",
      "service-thanos-intel-fusion",
      "node-agent-thanos",
    ]);
    expect(planAccess(siteOf("thanos", [serviceLike("cytoscape-server")])).roles).toEqual([]);
  });

  it("does not name what was made before Vault", () => {
    expect(plans.get("oracle1")?.policies.map(({ name }) => name)).not.toContain(
      "service-oracle1-vault",
    );
  });
});

it("lets an agent bring its services what they log in with, wrapped, and renew its own", () => {
  const plan = planAccess(siteOf("thanos", [serviceLike("redis-thanos")]));
  expect(textOf(plan, "node-agent-thanos")).toBe(
    `path "auth/approle/role/service-thanos-redis-thanos/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/service-thanos-redis-thanos/secret-id" {
  capabilities = ["create", "update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "600s"
}

path "auth/approle/role/node-agent-thanos/secret-id" {
  capabilities = ["update"]
}
`,
  );
});

it("has the documents' two policies, below the parts of a store of versions", () => {
  expect(policyText([...application.grants, ...securityTeam.grants])).toBe(
    `path "database/creds/osint-reader" {
  capabilities = ["read"]
}

path "secret/data/api-keys/*" {
  capabilities = ["read"]
}

path "auth/approle/login" {
  capabilities = ["create"]
}

path "secret/data/security/*" {
  capabilities = ["create", "read", "update", "delete"]
}

path "secret/metadata/security/*" {
  capabilities = ["list", "delete"]
}

path "osint/data/credentials/*" {
  capabilities = ["read"]
}

path "osint/metadata/credentials/*" {
  capabilities = ["list"]
}

path "auth/approle/role/security-*" {
  capabilities = ["read", "list"]
}
`,
  );
  const declaredBy = real.flatMap(([stack, plan]) =>
    plan.policies.some(({ name }) => name === application.name) ? [stack] : [],
  );
  expect(declaredBy).toEqual(["oracle1"]);
});

describe("addresses", () => {
  it("are the node's own where Vault is elsewhere", () => {
    expect(roleOf("service-thanos-redis-thanos")?.addresses).toEqual(["100.122.12.53/32"]);
    expect(roleOf("node-agent-thanos")?.addresses).toEqual(["100.122.12.53/32"]);
    expect(roleOf("node-agent-starlord")?.addresses).toEqual(["100.122.12.54/32"]);
  });

  it("are the networks of the service where Vault is", () => {
    expect(roleOf("service-oracle1-redis")?.addresses).toEqual(["172.30.16.0/24"]);
    // It also joins the networks of Tor, which it depends on, and of Vault, which it asks for logins.
    expect(roleOf("service-oracle1-darknet-analyzer")?.addresses).toEqual([
      "172.30.17.0/24",
      "172.30.19.0/24",
      "172.30.20.0/24",
    ]);
    expect(roleOf("node-agent-oracle1")?.addresses).toEqual(["172.30.19.0/24"]);
  });

  it("of a shared role are those of its users on every node", () => {
    expect(roleOf("osint-services")?.addresses).toEqual([
      "100.122.12.53/32",
      "172.30.17.0/24",
      "172.30.19.0/24",
      "172.30.20.0/24",
    ]);
    expect(roleOf("security-services")?.addresses).toEqual(["100.122.12.53/32", "172.30.17.0/24"]);
  });

  it("of a shared role leave out nodes where its users are disabled, and without users there is none", () => {
    const site = siteOf("oracle1");
    const others = site.others.map((service) => ({ ...service, enabled: false }));
    const without = planAccess({ ...site, others });
    expect(without.roles.find(({ name }) => name === "security-services")?.addresses).toEqual([
      "172.30.17.0/24",
    ]);
    const vault = site.services.filter(({ name }) => name === "vault");
    expect(planAccess({ ...site, services: vault, others }).roles).toEqual([]);
  });
});

it("has users for each shared role in the catalogue, and nobody in both", () => {
  const users = sharedRoles.map(({ isUser }) => catalog.filter(isUser).map(({ name }) => name));
  expect(users[1]?.sort()).toEqual(
    ["defense-automation", "intel-fusion", "opsec-enforcer", "tactical-intelligence"].sort(),
  );
  expect(users[0]).toContain("intelowl-django");
  expect(users[0]?.filter((name) => users[1]?.includes(name))).toEqual([]);
});

it("gives no two stacks one name", () => {
  for (const names of [policies.map(({ name }) => name), roles.map(({ name }) => name)]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

it("lets no service reach an entry that its row does not name", () => {
  const entries = nodeNames.flatMap((stack) =>
    siteOf(stack).services.flatMap((service) =>
      service.secrets
        .filter(({ certificate }) => certificate === undefined)
        .map((secret) => ({
          path: `secret/data/services/${stack}/${secret.from ?? `${service.name}/${secret.name}`}`,
          user: `service-${stack}-${service.name}`,
        })),
    ),
  );
  expect(entries.length).toBeGreaterThan(30);
  const reached = policies.flatMap(({ name, grants }) =>
    entries
      .filter(({ path }) => grants.some((grant) => overlaps(grant.path, path)))
      .filter(({ path }) => !entries.some((one) => one.user === name && one.path === path))
      .map(({ path }) => `${name} ${path}`),
  );
  expect(reached).toEqual([]);
});

it("is what the policy pack accepts", () => {
  const faults = policies.flatMap(({ name, grants }) =>
    vaultPolicyFindings({ name, policy: policyText(grants) }),
  );
  expect(faults).toEqual([]);
  const found = roles.flatMap(({ name, policy, addresses, secretId }) =>
    appRoleFindings({
      roleName: name,
      secretIdBoundCidrs: addresses,
      secretIdNumUses: secretId.uses,
      secretIdTtl: secretId.seconds,
      tokenBoundCidrs: addresses,
      tokenMaxTtl: 14_400,
      tokenNoDefaultPolicy: true,
      tokenPolicies: [policy],
      tokenTtl: 3600,
    }),
  );
  expect(found).toEqual([]);
});
