import type { ImageLock } from "../../src/rules/images.ts";
import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Case, Planned } from "../../test/kit/policy-cases.ts";
import { IMAGE } from "../../src/lib/resources.ts";
import { imageVersionLocked } from "./image-version-locked.ts";

const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;
const [LOCKED, OTHER] = [digestOf("a"), digestOf("b")];

const lock: ImageLock = {
  "redis:8.0": { state: "resolved", digest: LOCKED, platforms: ["linux/amd64"] },
  "redis:8.0-alpine": { state: "resolved", digest: digestOf("c"), platforms: ["linux/amd64"] },
  "neo4j:5.26": { state: "unresolved" },
  "bev/tor:1.0.0": { state: "unresolved" },
};

function stack(...resources: Planned[]): Planned[] {
  return [
    { type: "pulumi:pulumi:Stack", name: "bev-thanos", inputs: {}, host: null },
    ...resources,
  ];
}

function running(image?: unknown): Planned[] {
  return stack(container({ image }));
}

/** A stack whose run record holds redis back on an image. */
function held(image: string, ...resources: Planned[]): Planned[] {
  const run = { held: { redis: { container: { image } } } };
  const root = { type: "pulumi:pulumi:Stack", name: "bev-thanos", inputs: { run }, host: null };
  return [root, ...resources];
}

const FIX = "run npx bev images lock and use the reference that it writes";

function refused(wanted: string, found: string, at = "redis/image"): string[] {
  return [`thanos/${at}: must be ${wanted}, got "${found}"; ${FIX}`];
}

const locked = (digest: string): string => `${digest}, as the lock has it`;
const UNCONFIRMED = "without a digest, no registry has confirmed one";
const TAGS = "of a tag in the lock, which is 8.0, 8.0-alpine";

const cases: Omit<Case, "lock">[] = [
  { kind: "complies", what: "as locked", given: running(`redis:8.0@${LOCKED}`), says: [] },
  {
    kind: "complies",
    what: "awaited images, as they stand in the lock",
    given: stack(
      container({ image: "neo4j:5.26" }),
      container({ image: "registry.bev.internal/bev/tor:1.0.0" }),
    ),
    says: [],
  },
  {
    kind: "complies",
    what: "former versions that redis is held back on",
    given: held(`redis:7.4@${OTHER}`, container({ image: `redis:7.4@${OTHER}` }), {
      type: IMAGE,
      name: "redis-image",
      inputs: { name: `redis:7.4@${OTHER}` },
    }),
    says: [],
  },
  {
    kind: "violates",
    what: "another digest for the tag",
    given: running(`redis:8.0@${OTHER}`),
    says: refused(locked(LOCKED), `redis:8.0@${OTHER}`),
  },
  { kind: "absent", what: "no image", given: running(), says: [] },
  { kind: "null", what: "null", given: running(null), says: [] },
  {
    kind: "unknown",
    what: "a computed image",
    given: running(UNKNOWN),
    says: [unknownAt("thanos/redis/image")],
  },
  {
    kind: "wrong case",
    what: "a tag in capitals",
    given: running(`redis:8.0-ALPINE@${LOCKED}`),
    says: refused(TAGS, `redis:8.0-ALPINE@${LOCKED}`),
  },
  {
    kind: "boundary",
    what: "the tag alone",
    given: running("redis:8.0"),
    says: refused(locked(LOCKED), "redis:8.0"),
  },
  {
    kind: "boundary",
    what: "an image of nobody's lock, which another rule refuses",
    given: running("unheard-of:1.0"),
    says: [],
  },
  {
    kind: "boundary",
    what: "an image's own id, as an Engine has it, which another rule refuses",
    given: running(LOCKED),
    says: [],
  },
  {
    kind: "evasion",
    what: "a tag that is not in the lock",
    given: running(`redis:6.0@${LOCKED}`),
    says: refused(TAGS, `redis:6.0@${LOCKED}`),
  },
  {
    kind: "evasion",
    what: "the digest of another tag",
    given: running(`redis:8.0@${digestOf("c")}`),
    says: refused(locked(LOCKED), `redis:8.0@${digestOf("c")}`),
  },
  {
    kind: "evasion",
    what: "the same under the hub's other name",
    given: running(`index.docker.io/library/redis:8.0@${OTHER}`),
    says: refused(locked(LOCKED), `index.docker.io/library/redis:8.0@${OTHER}`),
  },
  {
    kind: "evasion",
    what: "a digest that no registry has confirmed",
    given: running(`neo4j:5.26@${OTHER}`),
    says: refused(UNCONFIRMED, `neo4j:5.26@${OTHER}`),
  },
  {
    kind: "evasion",
    what: "the same of an image of ours",
    given: running(`registry.bev.internal/bev/tor:1.0.0@${OTHER}`),
    says: refused(UNCONFIRMED, `registry.bev.internal/bev/tor:1.0.0@${OTHER}`),
  },
  {
    kind: "evasion",
    what: "what another service is held back on",
    given: held(
      `redis:7.4@${OTHER}`,
      container({ image: `redis:7.4@${OTHER}` }, { name: "neo4j" }),
    ),
    says: refused(TAGS, `redis:7.4@${OTHER}`, "neo4j/image"),
  },
  {
    kind: "evasion",
    what: "another version than the one that it is held back on",
    given: held(`redis:7.4@${OTHER}`, container({ image: `redis:7.4@${LOCKED}` })),
    says: refused(TAGS, `redis:7.4@${LOCKED}`),
  },
  {
    kind: "evasion",
    what: "an image that is only pulled",
    given: stack({ type: IMAGE, name: "redis-image", inputs: { name: `redis:8.0@${OTHER}` } }),
    says: refused(locked(LOCKED), `redis:8.0@${OTHER}`, "redis-image/name"),
  },
];

describeRule(
  imageVersionLocked,
  cases.map((one) => ({ ...one, lock })),
);
