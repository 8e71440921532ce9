/** What Vault holds for the platform and who may have it, in the words of document 001. */
import type { ServiceSpec } from "./types.ts";

export interface Grant {
  /** As Vault serves it: below the `data` and `metadata` of a store of versions. */
  path: string;
  capabilities: readonly string[];
  /** Further attributes, in HCL: they narrow what is granted. */
  narrowed?: readonly string[];
}

const ALL = ["create", "read", "update", "delete", "list"] as const;

/** For a person, after a break of the glass; no role ever has it (001:390-408). */
export const adminGrants: readonly Grant[] = [
  { path: "*", capabilities: [...ALL, "sudo"] },
  { path: "sys/health", capabilities: ["read", "sudo"] },
  { path: "sys/policies/acl", capabilities: ["list"] },
  { path: "sys/policies/acl/*", capabilities: [...ALL, "sudo"] },
];

/** What a product wants to ask to be saved: capabilities by path. */
export type VaultNeeds = Readonly<Record<string, readonly ("read" | "list")[]>>;

export interface SharedPolicy {
  name: string;
  grants: readonly Grant[];
}

export const securityTeam: SharedPolicy = {
  name: "security-team-policy",
  grants: [
    // 001:413 is of a store without versions: what it calls list and delete is of the metadata in this one.
    { path: "secret/data/security/*", capabilities: ["create", "read", "update", "delete"] },
    { path: "secret/metadata/security/*", capabilities: ["list", "delete"] },
    { path: "osint/data/credentials/*", capabilities: ["read"] },
    { path: "osint/metadata/credentials/*", capabilities: ["list"] },
    // 001:421 has its holder also write such roles: it could give its own one admin-policy (C61).
    { path: "auth/approle/role/security-*", capabilities: ["read", "list"] },
  ],
};

/** 001:426-440. */
export const application: SharedPolicy = {
  name: "application-policy",
  grants: [
    { path: "database/creds/osint-reader", capabilities: ["read"] },
    { path: "secret/data/api-keys/*", capabilities: ["read"] },
    { path: "auth/approle/login", capabilities: ["create"] },
  ],
};

/** "Security Operations Services" (001:235-239). */
const SECURITY_OPERATIONS = [
  ...["intel-fusion", "opsec-enforcer", "defense-automation", "tactical-intelligence"],
];

export interface SharedRole {
  name: string;
  policy: string;
  /** Where these are is where it may be used. */
  isUser: (service: Pick<ServiceSpec, "name" | "family">) => boolean;
}

/** The two that services share (001:462-463); their own say what each needs for itself. */
export const sharedRoles: readonly SharedRole[] = [
  {
    name: "osint-services",
    policy: application.name,
    isUser: ({ name, family }) => family === "osint" && !SECURITY_OPERATIONS.includes(name),
  },
  {
    name: "security-services",
    policy: securityTeam.name,
    isUser: ({ name }) => SECURITY_OPERATIONS.includes(name),
  },
];
