import type { ImageLock } from "../../src/rules/images.ts";
import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Case } from "../../test/kit/policy-cases.ts";
import { imageBuiltForNode } from "./image-built-for-node.ts";

const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const AMD = digestOf("a");
const BOTH = digestOf("b");

const lock: ImageLock = {
  "redis:8.0": { state: "resolved", digest: AMD, platforms: ["linux/amd64"] },
  "vault:1.21": {
    state: "resolved",
    digest: BOTH,
    platforms: ["linux/amd64", "linux/arm64/v8"],
    repository: "mirror.bev.internal/vault",
  },
  "consul:1.20": {
    state: "resolved",
    digest: digestOf("d"),
    platforms: ["linux/amd64", "linux/arm64"],
    repository: "mirror.bev.internal/hashicorp-consul",
  },
  "bev/tor:1.0.0": { state: "unresolved" },
};

const onOracle1 = (inputs: Record<string, unknown>) => container(inputs, { stack: "oracle1" });

function forAmd(image: string, stack = "oracle1"): string[] {
  return [
    `${stack}/redis/image: must be built for linux/arm64, ${image} is for linux/amd64; choose ` +
      "another tag or image in src/catalog/images.ts, then run npx bev images lock",
  ];
}

function notLocked(found: string): string[] {
  return [
    `oracle1/redis/image: must be in the image lock, ${found} is not; run npx bev images lock`,
  ];
}

const cases: Case[] = [
  {
    kind: "complies",
    what: "an image for both processors, by its digest",
    given: onOracle1({ image: `mirror.bev.internal/vault:1.21@${BOTH}` }),
    says: [],
  },
  {
    kind: "complies",
    what: "an amd64 image on thanos",
    given: container({ image: `redis:8.0@${AMD}` }),
    says: [],
  },
  {
    kind: "violates",
    what: "an amd64 image on oracle1",
    given: onOracle1({ image: `redis:8.0@${AMD}` }),
    says: forAmd(`redis:8.0@${AMD}`),
  },
  { kind: "absent", what: "no image", given: onOracle1({}), says: notLocked("nothing") },
  { kind: "null", what: "null", given: onOracle1({ image: null }), says: notLocked("nothing") },
  {
    kind: "null",
    what: "null for the platform",
    given: onOracle1({ image: `mirror.bev.internal/vault:1.21@${BOTH}`, platform: null }),
    says: [],
  },
  {
    kind: "unknown",
    what: "an image that is computed",
    given: onOracle1({ image: UNKNOWN }),
    says: [unknownAt("oracle1/redis/image")],
  },
  {
    kind: "wrong case",
    what: "a repository in capitals is none of the lock's",
    given: onOracle1({ image: "Redis:8.0" }),
    says: notLocked('"Redis:8.0"'),
  },
  {
    kind: "wrong case",
    what: "a platform in capitals",
    given: onOracle1({ image: `mirror.bev.internal/vault:1.21@${BOTH}`, platform: "Linux/ARM64" }),
    says: [],
  },
  {
    kind: "boundary",
    what: "not resolved yet, in the platform's own registry",
    given: onOracle1({ image: "registry.bev.internal/bev/tor:1.0.0" }),
    says: [],
  },
  {
    kind: "boundary",
    what: "a former version, on which a service is held back",
    given: onOracle1({ image: `redis:7.4@${digestOf("c")}` }),
    says: [],
  },
  {
    kind: "evasion",
    what: "not where the lock has found it",
    given: onOracle1({ image: `vault:1.21@${BOTH}` }),
    says: notLocked(`"vault:1.21@${BOTH}"`),
  },
  {
    kind: "boundary",
    what: "a former version, where the lock has found it under another name",
    given: onOracle1({ image: "mirror.bev.internal/hashicorp-consul:1.19" }),
    says: [],
  },
  {
    kind: "evasion",
    what: "an image of ours without its registry, or from another",
    given: [
      onOracle1({ image: "bev/tor:1.0.0" }),
      onOracle1({ image: "registry.bev.internal:5000/bev/tor:1.0.0" }),
    ],
    says: [
      ...notLocked('"bev/tor:1.0.0"'),
      ...notLocked('"registry.bev.internal:5000/bev/tor:1.0.0"'),
    ],
  },
  {
    kind: "evasion",
    what: "a name that only ends as a known one",
    given: [onOracle1({ image: "myvault:1.21" }), onOracle1({ image: "vault/other:1.21" })],
    says: [...notLocked('"myvault:1.21"'), ...notLocked('"vault/other:1.21"')],
  },
  {
    kind: "evasion",
    what: "the tag alone, without its digest",
    given: onOracle1({ image: "redis:8.0" }),
    says: forAmd("redis:8.0"),
  },
  {
    kind: "evasion",
    what: "the digest of one image under the name of another",
    given: onOracle1({ image: `mirror.bev.internal/vault:1.21@${AMD}` }),
    says: forAmd(`mirror.bev.internal/vault:1.21@${AMD}`),
  },
  {
    kind: "evasion",
    what: "the id of an image instead of its name",
    given: onOracle1({ image: AMD }),
    says: notLocked(`"${AMD}"`),
  },
  {
    kind: "evasion",
    what: "a platform that only emulation runs",
    given: onOracle1({ image: `mirror.bev.internal/vault:1.21@${BOTH}`, platform: "linux/amd64" }),
    says: [
      'oracle1/redis/platform: must be linux/arm64, got "linux/amd64"; choose another tag or ' +
        "image in src/catalog/images.ts, then run npx bev images lock",
    ],
  },
  {
    kind: "evasion",
    what: "declared by thanos, run by oracle1",
    given: container({ image: `redis:8.0@${AMD}` }, { host: "ssh://oracle1" }),
    says: forAmd(`redis:8.0@${AMD}`, "thanos"),
  },
  {
    kind: "evasion",
    what: "on a machine that nobody knows, which another rule refuses",
    given: container({ image: `redis:8.0@${AMD}` }, { host: "ssh://elsewhere" }),
    says: [],
  },
];

describeRule(
  imageBuiltForNode,
  cases.map((one) => ({ ...one, lock })),
);
