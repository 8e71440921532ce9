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

describeRule(
  vaultDatabaseRoleBounded,
  [
    {
      kind: "complies",
      what: "an hour, four at most",
      given: role({ defaultTtl: 3600, maxTtl: 14400 }),
      says: [],
    },
    { kind: "complies", what: "minutes", given: role({ defaultTtl: 300, maxTtl: 600 }), says: [] },
    {
      kind: "violates",
      what: "a day",
      given: role({ defaultTtl: 86400, maxTtl: 86400 }),
      says: [first("86400"), most("86400")],
    },
    {
      kind: "absent",
      what: "the engine's defaults",
      given: role({}),
      says: [first("nothing"), most("nothing")],
    },
    {
      kind: "absent",
      what: "no end of renewals",
      given: role({ defaultTtl: 60 }),
      says: [most("nothing")],
    },
    {
      kind: "null",
      what: "null for both",
      given: role({ defaultTtl: null, maxTtl: null }),
      says: [first("null"), most("null")],
    },
    {
      kind: "unknown",
      what: "a computed time",
      given: role({ defaultTtl: UNKNOWN, maxTtl: 60 }),
      says: [
        "thanos/reader/defaultTtl: must be known at preview, is computed during the update; pass a literal",
      ],
    },
    { kind: "boundary", what: "one second", given: role({ defaultTtl: 1, maxTtl: 1 }), says: [] },
    {
      kind: "boundary",
      what: "a second more",
      given: role({ defaultTtl: 3601, maxTtl: 14401 }),
      says: [first("3601"), most("14401")],
    },
    {
      kind: "evasion",
      what: "0, which means the mount's",
      given: role({ defaultTtl: 0, maxTtl: 0 }),
      says: [first("0"), most("0")],
    },
    {
      kind: "evasion",
      what: "less than nothing",
      given: role({ defaultTtl: -1, maxTtl: -1 }),
      says: [first("-1"), most("-1")],
    },
    {
      kind: "evasion",
      what: "a time in words",
      given: role({ defaultTtl: "1h", maxTtl: 60 }),
      says: [first('"1h"')],
    },
  ],
  { "wrong case": "numbers have no letters" },
);
