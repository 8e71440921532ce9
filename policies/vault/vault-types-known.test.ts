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

describeRule(vaultTypesKnown, {
  complies: {
    "policies, mounts and roles": [
      resource("vault:index/policy:Policy"),
      resource("vault:index/mount:Mount"),
      resource("vault:appRole/authBackendRole:AuthBackendRole"),
    ],
    "what is not Vault's": [resource("docker:index/container:Container")],
    "a password of the platform's own, which the state has anyway": [
      resource("vault:index/mount:Mount"),
      resource("vault:kv/secretV2:SecretV2"),
    ],
  },
  violates: {
    "a secret-id": refused("vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId"),
    "a token": refused("vault:index/token:Token"),
    "a secret": refused("vault:kv/secret:Secret"),
  },
  absent: "every resource has a type",
  null: "every resource has a type",
  unknown: "a type is known before any input",
  "wrong case": { "the package in capitals": refused("VAULT:index/token:Token") },
  boundary: {
    "the provider itself": [resource("pulumi:providers:vault")],
    "no resource of Vault's": [resource("random:index/randomId:RandomId")],
  },
  evasion: {
    "any path of the API": refused("vault:generic/endpoint:Endpoint"),
    "policies on a person instead of a role": refused("vault:identity/entity:Entity"),
    "another way to log in": refused("vault:jwt/authBackendRole:AuthBackendRole"),
  },
});
