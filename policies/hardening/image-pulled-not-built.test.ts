import type { ImageLock } from "../../src/rules/images.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Case, Planned } from "../../test/kit/policy-cases.ts";
import { IMAGE } from "../../src/lib/resources.ts";
import { imagePulledNotBuilt } from "./image-pulled-not-built.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const REDIS = `redis:8.0@${DIGEST}`;

const lock: ImageLock = {
  "redis:8.0": { state: "resolved", digest: DIGEST, platforms: ["linux/amd64"] },
  "neo4j:5.26": { state: "unresolved" },
};

function image(inputs: Record<string, unknown>): Planned {
  return { type: IMAGE, name: "redis-image", inputs };
}

const FIX = "build it elsewhere, then run npx bev images lock";
const BUILT = [`thanos/redis-image/build: must be absent; ${FIX}`];

function unpinned(found: string): string[] {
  return [
    `thanos/redis-image/name: must be name:tag@sha256:<64 hex>, a tag other than latest, got ${found}; ${FIX}`,
  ];
}

function elsewhere(found: string): string[] {
  return [
    `thanos/redis-image/name: must be from the registry and path of an image of the lock, got "${found}"; ` +
      "use an image of src/catalog/images.ts, then run npx bev images lock",
  ];
}

const cases: Omit<Case, "lock">[] = [
  { kind: "complies", what: "as locked", given: image({ name: REDIS }), says: [] },
  { kind: "complies", what: "an awaited one", given: image({ name: "neo4j:5.26" }), says: [] },
  {
    kind: "evasion",
    what: "a build",
    given: image({ name: REDIS, build: { context: "." } }),
    says: BUILT,
  },
  { kind: "absent", what: "no name", given: image({}), says: unpinned("nothing") },
  {
    kind: "null",
    what: "null for a build",
    given: image({ name: REDIS, build: null }),
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed name",
    given: image({ name: UNKNOWN }),
    says: [unknownAt("thanos/redis-image/name")],
  },
  {
    kind: "wrong case",
    what: "a name in capitals",
    given: image({ name: `REDIS:8.0@${DIGEST}` }),
    says: elsewhere(`REDIS:8.0@${DIGEST}`),
  },
  { kind: "boundary", what: "latest", given: image({ name: "redis" }), says: unpinned('"redis"') },
  {
    kind: "boundary",
    what: "a build of nothing",
    given: image({ name: REDIS, build: {} }),
    says: BUILT,
  },
  {
    kind: "evasion",
    what: "another registry",
    given: image({ name: `evil.example/${REDIS}` }),
    says: elsewhere(`evil.example/${REDIS}`),
  },
  {
    kind: "violates",
    what: "a tag alone",
    given: image({ name: "redis:8.0" }),
    says: unpinned('"redis:8.0"'),
  },
];

describeRule(
  imagePulledNotBuilt,
  cases.map((one) => ({ ...one, lock })),
);
