import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultPolicyBounded } from "./vault-policy-bounded.ts";

function policy(text: unknown, name = "application-policy"): Planned {
  return { type: "vault:index/policy:Policy", name, inputs: { name, policy: text } };
}

function grant(path: string, ...capabilities: string[]): Planned {
  return policy(`path ${JSON.stringify(path)} { capabilities = ${JSON.stringify(capabilities)} }`);
}

function refused(at: string, wanted: string, found: string, fix: string): string {
  return `thanos/application-policy/policy/${at}: must be ${wanted}, got ${found}; ${fix}`;
}

const GLASS = "only admin-policy may have it";
const LESS = "grant read and list, or deny";
const wide = (path: string, ...writes: string[]): string =>
  refused(path, "without what widens its own holder", JSON.stringify(writes), LESS);
const everywhere = (path: string): string =>
  refused(path, "below a mount that it names", `"${path}"`, GLASS);
const unread = (what: string): string[] => [
  `thanos/application-policy/policy: must be a policy that can be read, has ${what}; ` +
    "write paths with capabilities and nothing else",
];

const AGENT = "node-agent-thanos";

function issuing(role: string, ...capabilities: string[]): Planned {
  const path = `auth/approle/role/${role}/secret-id`;
  return policy(`path "${path}" { capabilities = ${JSON.stringify(capabilities)} }`, AGENT);
}

function refusedIssuing(role: string, ...writes: string[]): string[] {
  const line = wide(`auth/approle/role/${role}/secret-id`, ...writes);
  return [line.replace("application-policy", AGENT)];
}

describeRule(vaultPolicyBounded, {
  complies: {
    "the application's paths, and what it may ask of itself": policy(`
      path "database/creds/osint-reader" { capabilities = ["read"] }
      path "secret/data/api-keys/*"      { capabilities = ["create", "read", "list"] }
      path "auth/approle/login"          { capabilities = ["create"] }
      path "auth/token/renew-self"       { capabilities = ["update"] }
      path "sys/leases/renew"            { capabilities = ["update"] }
    `),
    "to look at roles": grant("auth/approle/role/*", "read", "list"),
    "the policy behind the glass": policy(
      'path "*" { capabilities = ["sudo", "update"] }',
      "admin-policy",
    ),
    "what is denied": grant("sys/*", "deny"),
    "a node's agent that issues secret-ids for its own services": issuing(
      "service-thanos-redis-thanos",
      "create",
      "update",
    ),
    "a node's agent that issues its own next one": issuing("node-agent-thanos", "update"),
    "everything denied": grant("*", "deny"),
  },
  violates: {
    "roles of one's own kind, as document 001 has it": {
      given: grant("auth/approle/role/security-*", "create", "read", "update"),
      says: wide("auth/approle/role/security-*", "create", "update"),
    },
    everything: { given: grant("*", "read"), says: everywhere("*") },
  },
  absent: {
    "no text": { type: "vault:index/policy:Policy", name: "application-policy", inputs: {} },
  },
  null: { null: policy(null) },
  unknown: {
    "a computed text": {
      given: policy(UNKNOWN),
      says: "thanos/application-policy/policy: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "a capability in capitals, which Vault refuses too": {
      given: grant("secret/data/x", "READ"),
      says: unread('capability "READ"'),
    },
    "the name behind the glass in capitals": {
      given: policy('path "*" { capabilities = ["read"] }', "Admin-Policy"),
      says: 'thanos/Admin-Policy/policy/*: must be below a mount that it names, got "*"; only admin-policy may have it',
    },
    "a node's agent in capitals": {
      given: policy(
        'path "auth/approle/role/service-thanos-redis/secret-id" { capabilities = ["update"] }',
        "Node-Agent-thanos",
      ),
      says: refusedIssuing("service-thanos-redis", "update").map((line) =>
        line.replace(AGENT, "Node-Agent-thanos"),
      ),
    },
  },
  boundary: {
    "no paths": policy(""),
    "a path that ends as one of its own begins": grant("secret/data/sys/policies", "update"),
    "a node whose name another's begins with": {
      given: issuing("service-thanos2-redis", "update"),
      says: refusedIssuing("service-thanos2-redis", "update"),
    },
  },
  evasion: {
    sudo: {
      given: grant("secret/data/x", "read", "sudo"),
      says: refused("secret/data/x", "without sudo", '["read","sudo"]', GLASS),
    },
    "the older form": {
      given: policy('path "sys/policy/x" { policy = "write" }'),
      says: wide("sys/policy/x", "create", "update", "delete"),
    },
    JSON: {
      given: policy('{"path":{"identity/entity":{"capabilities":["update"]}}}'),
      says: wide("identity/entity", "update"),
    },
    "a slash before it": {
      given: policy('path "/sys/auth/x" { capabilities = ["patch"] }'),
      says: wide("sys/auth/x", "patch"),
    },
    "any mount's policies": {
      given: grant("+/policies/acl/x", "update"),
      says: [everywhere("+/policies/acl/x"), wide("+/policies/acl/x", "update")],
    },
    "the beginning of a mount": { given: grant("s*", "read"), says: everywhere("s*") },
    "a login with more than a login": {
      given: grant("auth/approle/login*", "create"),
      says: wide("auth/approle/login*", "create"),
    },
    "tokens without a parent": {
      given: grant("auth/token/create-orphan", "update"),
      says: wide("auth/token/create-orphan", "update"),
    },
    "another's secret-id": {
      given: grant("auth/approle/role/admin/secret-id", "update"),
      says: wide("auth/approle/role/admin/secret-id", "update"),
    },
    "the roles of a database": {
      given: grant("database/roles/+", "create"),
      says: wide("database/roles/+", "create"),
    },
    "in a comment's shadow": {
      given: policy('# path "x" {\npath "sys/mounts/*" { capabilities = [ # none\n"update"] }'),
      says: wide("sys/mounts/*", "update"),
    },
    "a text that nobody can read": {
      given: policy("path <<E\n*\nE\n{ }"),
      says: unread('"<<E\\n*\\nE\\n{ }"'),
    },
    "a node's agent that issues them for another node's": {
      given: issuing("service-oracle1-redis", "update"),
      says: refusedIssuing("service-oracle1-redis", "update"),
    },
    "a node's agent that issues them for any role": {
      given: issuing("+", "update"),
      says: refusedIssuing("+", "update"),
    },
    "a node's agent that issues them for what begins like a service of its own": {
      given: issuing("service-thanos-*", "update"),
      says: refusedIssuing("service-thanos-*", "update"),
    },
    "a node's agent that issues the next one of another node's agent": {
      given: issuing("node-agent-oracle1", "update"),
      says: refusedIssuing("node-agent-oracle1", "update"),
    },
    "a node's agent that issues them for what begins like itself": {
      given: issuing("node-agent-thanos*", "update"),
      says: refusedIssuing("node-agent-thanos*", "update"),
    },
    "a node's agent that also removes its own": {
      given: issuing("node-agent-thanos", "update", "delete"),
      says: refusedIssuing("node-agent-thanos", "update", "delete"),
    },
    "a service that issues its own next one": {
      given: policy(
        'path "auth/approle/role/application-policy/secret-id" { capabilities = ["update"] }',
      ),
      says: wide("auth/approle/role/application-policy/secret-id", "update"),
    },
    "a node's agent that also removes them": {
      given: issuing("service-thanos-redis", "update", "delete"),
      says: refusedIssuing("service-thanos-redis", "update", "delete"),
    },
    "the connection of a database": {
      given: grant("database/config/osint", "update"),
      says: wide("database/config/osint", "update"),
    },
  },
});
