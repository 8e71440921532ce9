import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerLifecycle } from "./container-lifecycle.ts";

function given(changes: Record<string, unknown>, family = "osint"): Planned {
  const labels = [{ label: "bev.family", value: family }];
  return container({ restart: "unless-stopped", destroyGraceSeconds: 15, labels, ...changes });
}

function restart(found: string): string[] {
  return [`thanos/redis/restart: must be "unless-stopped", got ${found}; set it so`];
}

function grace(found: string, least = 1): string[] {
  return [
    `thanos/redis/destroyGraceSeconds: must be ${String(least)} or more, got ${found}; set it so`,
  ];
}

describeRule(containerLifecycle, {
  complies: { "it comes back, and ends cleanly": given({}) },
  violates: { "it stays away": { given: given({ restart: "no" }), says: restart('"no"') } },
  absent: {
    "no grace: killed at once": {
      given: given({ destroyGraceSeconds: undefined }),
      says: grace("nothing"),
    },
    "a family without a value": given({ labels: [{ label: "bev.family" }] }),
  },
  null: {
    "null for all": {
      given: given({ restart: null, destroyGraceSeconds: null, labels: null }),
      says: [...restart("null"), ...grace("null")],
    },
  },
  unknown: {
    "a computed grace": {
      given: given({ destroyGraceSeconds: UNKNOWN }),
      says: "thanos/redis/destroyGraceSeconds: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the policy in capitals": {
      given: given({ restart: "Unless-Stopped" }),
      says: restart('"Unless-Stopped"'),
    },
    "the family of a store in capitals": { given: given({}, "DATABASE"), says: grace("15", 60) },
  },
  boundary: {
    "a second": given({ destroyGraceSeconds: 1 }),
    "no second": { given: given({ destroyGraceSeconds: 0 }), says: grace("0") },
    "a minute for a store": given({ destroyGraceSeconds: 60 }, "database"),
    "less than a minute for a queue": {
      given: given({ destroyGraceSeconds: 59 }, "queue"),
      says: grace("59", 60),
    },
    "a store by another label": given({ labels: [{ label: "team", value: "database" }] }),
  },
  evasion: {
    "five attempts, which a reboot ends": {
      given: given({ restart: "on-failure", maxRetryCount: 5 }),
      says: restart('"on-failure"'),
    },
    "attempts without end": {
      given: given({ restart: "on-failure" }),
      says: restart('"on-failure"'),
    },
    "it comes back even when somebody stopped it": {
      given: given({ restart: "always" }),
      says: restart('"always"'),
    },
  },
});
