import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultDatabaseRoleBounded } from "./vault-database-role-bounded.ts";

function role(inputs: Record<string, unknown>): Planned {
  return { type: "vault:database/secretBackendRole:SecretBackendRole", name: "reader", inputs };
}

function first(found: string): string {
  return `thanos/reader/defaultTtl: must be 1 to 3600 seconds, got ${found}; set it so`;
}

function most(found: string): string {
  return `thanos/reader/maxTtl: must be 1 to 14400 seconds, got ${found}; set it so`;
}

describeRule(vaultDatabaseRoleBounded, {
  complies: {
    "an hour, four at most": role({ defaultTtl: 3600, maxTtl: 14400 }),
    minutes: role({ defaultTtl: 300, maxTtl: 600 }),
  },
  violates: {
    "a day": {
      given: role({ defaultTtl: 86400, maxTtl: 86400 }),
      says: [first("86400"), most("86400")],
    },
  },
  absent: {
    "the engine's defaults": { given: role({}), says: [first("nothing"), most("nothing")] },
    "no end of renewals": { given: role({ defaultTtl: 60 }), says: most("nothing") },
  },
  null: {
    "null for both": {
      given: role({ defaultTtl: null, maxTtl: null }),
      says: [first("null"), most("null")],
    },
  },
  unknown: {
    "a computed time": {
      given: role({ defaultTtl: UNKNOWN, maxTtl: 60 }),
      says: "thanos/reader/defaultTtl: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": "numbers have no letters",
  boundary: {
    "one second": role({ defaultTtl: 1, maxTtl: 1 }),
    "a second more": {
      given: role({ defaultTtl: 3601, maxTtl: 14401 }),
      says: [first("3601"), most("14401")],
    },
  },
  evasion: {
    "0, which means the mount's": {
      given: role({ defaultTtl: 0, maxTtl: 0 }),
      says: [first("0"), most("0")],
    },
    "less than nothing": {
      given: role({ defaultTtl: -1, maxTtl: -1 }),
      says: [first("-1"), most("-1")],
    },
    "a time in words": { given: role({ defaultTtl: "1h", maxTtl: 60 }), says: first('"1h"') },
  },
});
