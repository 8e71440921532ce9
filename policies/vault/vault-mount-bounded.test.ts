import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultMountBounded } from "./vault-mount-bounded.ts";

function mount(first?: unknown, most?: unknown, type: unknown = "database"): Planned {
  const inputs = { path: "x", type, defaultLeaseTtlSeconds: first, maxLeaseTtlSeconds: most };
  return { type: "vault:index/mount:Mount", name: "x", inputs };
}

function refused(at: string, most: number, found: string): string {
  return `thanos/x/${at}: must be 1 to ${String(most)} seconds, got ${found}; set it so`;
}

const first = (found: string): string => refused("defaultLeaseTtlSeconds", 3600, found);
const most = (found: string): string => refused("maxLeaseTtlSeconds", 14400, found);

describeRule(vaultMountBounded, {
  complies: {
    "an hour, four at most": mount(3600, 14400),
    "an engine that stores": mount(undefined, undefined, "kv-v2"),
  },
  violates: { "a day": { given: mount(3600, 86400), says: most("86400") } },
  absent: {
    "the server's defaults": { given: mount(), says: [first("nothing"), most("nothing")] },
    "no type": {
      given: { type: "vault:index/mount:Mount", name: "x", inputs: {} },
      says: [first("nothing"), most("nothing")],
    },
  },
  null: { "null for both": { given: mount(null, null), says: [first("null"), most("null")] } },
  unknown: {
    "a computed time": {
      given: mount(3600, UNKNOWN),
      says: "thanos/x/maxLeaseTtlSeconds: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "an engine that stores in capitals, which is another": {
      given: mount(1, undefined, "KV"),
      says: most("nothing"),
    },
  },
  boundary: {
    "one second": mount(1, 1),
    "a second more": { given: mount(3601, 14401), says: [first("3601"), most("14401")] },
  },
  evasion: {
    "0, which means the default": { given: mount(0, 0), says: [first("0"), most("0")] },
    "less than nothing": { given: mount(-1, 60), says: first("-1") },
  },
});
