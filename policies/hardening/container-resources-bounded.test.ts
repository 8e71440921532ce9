import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerResourcesBounded } from "./container-resources-bounded.ts";

function given(changes: Record<string, unknown>): Planned {
  return container({ memory: 512, memorySwap: 512, cpus: "0.5", ...changes });
}

function refused(at: string, wanted: string, found: string): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got ${found}; set it from the service's row`];
}

const CPUS = 'a number above 0, such as "0.5"';

describeRule(containerResourcesBounded, {
  complies: {
    "all limits": given({}),
    "whole cores, ten and more": [
      given({ cpus: "1" }),
      given({ cpus: "16" }),
      given({ cpus: "12.25" }),
    ],
  },
  violates: {
    "no limit of memory": {
      given: given({ memory: 0, memorySwap: 0 }),
      says: refused("memory", "above 0 MiB", "0"),
    },
  },
  absent: {
    "nothing said": {
      given: container({}),
      says: [...refused("memory", "above 0 MiB", "nothing"), ...refused("cpus", CPUS, "nothing")],
    },
    "no word of swap": {
      given: given({ memorySwap: undefined }),
      says: refused("memorySwap", "512 as memory", "nothing"),
    },
  },
  null: {
    "null for all": {
      given: given({ memory: null, memorySwap: null, cpus: null }),
      says: [...refused("memory", "above 0 MiB", "null"), ...refused("cpus", CPUS, "null")],
    },
  },
  unknown: {
    "a computed limit": {
      given: given({ memory: UNKNOWN }),
      says: "thanos/redis/memory: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "a number in words of a programmer": {
      given: given({ cpus: "1E3" }),
      says: refused("cpus", CPUS, '"1E3"'),
    },
  },
  boundary: {
    "one MiB and a hundredth of a core": given({ memory: 1, memorySwap: 1, cpus: "0.01" }),
    "no core at all": { given: given({ cpus: "0.0" }), says: refused("cpus", CPUS, '"0.0"') },
    "one MiB of swap": {
      given: given({ memorySwap: 513 }),
      says: refused("memorySwap", "512 as memory", "513"),
    },
    "swap without a limit of memory": {
      given: given({ memory: 0 }),
      says: refused("memory", "above 0 MiB", "0"),
    },
  },
  evasion: {
    "swap without end": {
      given: given({ memorySwap: -1 }),
      says: refused("memorySwap", "512 as memory", "-1"),
    },
    "less than no memory": {
      given: given({ memory: -1, memorySwap: -1 }),
      says: refused("memory", "above 0 MiB", "-1"),
    },
    "shares instead of a limit": {
      given: given({ cpus: "", cpuShares: 2 }),
      says: refused("cpus", CPUS, '""'),
    },
  },
});
