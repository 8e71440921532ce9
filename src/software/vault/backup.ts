/** How Vault is saved and restored: by snapshots of its storage. */
import { KV_MOUNTS } from "../../access/vault/paths.ts";
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "vault",
  stage: "/vault/file/bev-backup",
  into: "volume",
  unproven: {
    facts: ["engine.", "login.", "policy.", "secret."],
    what: "what is in it: it comes back sealed, and people open it with their shares",
  },
  // Names and rules, and no secret's value.
  token: {
    "sys/storage/raft/snapshot": ["read"],
    "sys/mounts": ["read"],
    "sys/auth": ["read"],
    "sys/policies/acl": ["list"],
    "sys/policies/acl/*": ["read"],
    "auth/approle/role": ["list"],
    ...Object.fromEntries(KV_MOUNTS.map((mount) => [`${mount}/metadata/*`, ["list"] as const])),
  },
  values: ({ service }) => ({ node: service.name }),
});
