import { describeRule } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultTypesKnown } from "./vault-types-known.ts";

function resource(type: string, inputs: Record<string, unknown> = {}): Planned {
  return { type, name: "x", inputs };
}

function refused(type: string): { given: Planned[]; says: string[] } {
  return {
    given: [resource("vault:index/policy:Policy"), resource(type)],
    says: [
      `thanos/x/type: must be a kind that rules read, got "${type}"; ` +
        "let the service or its node's agent ask Vault for it",
    ],
  };
}

describeRule(
  vaultTypesKnown,
  [
    {
      kind: "complies",
      what: "policies, mounts and roles",
      given: [
        resource("vault:index/policy:Policy"),
        resource("vault:index/mount:Mount"),
        resource("vault:appRole/authBackendRole:AuthBackendRole"),
      ],
      says: [],
    },
    {
      kind: "complies",
      what: "what is not Vault's",
      given: [resource("docker:index/container:Container")],
      says: [],
    },
    {
      kind: "violates",
      what: "a secret-id",
      ...refused("vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId"),
    },
    { kind: "violates", what: "a token", ...refused("vault:index/token:Token") },
    {
      kind: "complies",
      what: "a password of the platform's own, which the state has anyway",
      given: [resource("vault:index/mount:Mount"), resource("vault:kv/secretV2:SecretV2")],
      says: [],
    },
    { kind: "violates", what: "a secret", ...refused("vault:kv/secret:Secret") },
    { kind: "wrong case", what: "the package in capitals", ...refused("VAULT:index/token:Token") },
    {
      kind: "boundary",
      what: "the provider itself",
      given: [resource("pulumi:providers:vault")],
      says: [],
    },
    {
      kind: "boundary",
      what: "no resource of Vault's",
      given: [resource("random:index/randomId:RandomId")],
      says: [],
    },
    { kind: "evasion", what: "any path of the API", ...refused("vault:generic/endpoint:Endpoint") },
    {
      kind: "evasion",
      what: "policies on a person instead of a role",
      ...refused("vault:identity/entity:Entity"),
    },
    {
      kind: "evasion",
      what: "another way to log in",
      ...refused("vault:jwt/authBackendRole:AuthBackendRole"),
    },
  ],
  {
    absent: "every resource has a type",
    null: "every resource has a type",
    unknown: "a type is known before any input",
  },
);
