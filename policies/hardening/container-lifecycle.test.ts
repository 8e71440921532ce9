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

describeRule(containerLifecycle, [
  { kind: "complies", what: "it comes back, and ends cleanly", given: given({}), says: [] },
  {
    kind: "violates",
    what: "it stays away",
    given: given({ restart: "no" }),
    says: restart('"no"'),
  },
  {
    kind: "absent",
    what: "no grace: killed at once",
    given: given({ destroyGraceSeconds: undefined }),
    says: grace("nothing"),
  },
  {
    kind: "null",
    what: "null for all",
    given: given({ restart: null, destroyGraceSeconds: null, labels: null }),
    says: [...restart("null"), ...grace("null")],
  },
  {
    kind: "unknown",
    what: "a computed grace",
    given: given({ destroyGraceSeconds: UNKNOWN }),
    says: [
      "thanos/redis/destroyGraceSeconds: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the policy in capitals",
    given: given({ restart: "Unless-Stopped" }),
    says: restart('"Unless-Stopped"'),
  },
  {
    kind: "wrong case",
    what: "the family of a store in capitals",
    given: given({}, "DATABASE"),
    says: grace("15", 60),
  },
  { kind: "boundary", what: "a second", given: given({ destroyGraceSeconds: 1 }), says: [] },
  {
    kind: "boundary",
    what: "no second",
    given: given({ destroyGraceSeconds: 0 }),
    says: grace("0"),
  },
  {
    kind: "boundary",
    what: "a minute for a store",
    given: given({ destroyGraceSeconds: 60 }, "database"),
    says: [],
  },
  {
    kind: "boundary",
    what: "less than a minute for a queue",
    given: given({ destroyGraceSeconds: 59 }, "queue"),
    says: grace("59", 60),
  },
  {
    kind: "evasion",
    what: "five attempts, which a reboot ends",
    given: given({ restart: "on-failure", maxRetryCount: 5 }),
    says: restart('"on-failure"'),
  },
  {
    kind: "evasion",
    what: "attempts without end",
    given: given({ restart: "on-failure" }),
    says: restart('"on-failure"'),
  },
  {
    kind: "evasion",
    what: "it comes back even when somebody stopped it",
    given: given({ restart: "always" }),
    says: restart('"always"'),
  },
  {
    kind: "absent",
    what: "a family without a value",
    given: given({ labels: [{ label: "bev.family" }] }),
    says: [],
  },
  {
    kind: "boundary",
    what: "a store by another label",
    given: given({ labels: [{ label: "team", value: "database" }] }),
    says: [],
  },
]);
