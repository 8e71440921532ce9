import type { ImageLock } from "../../src/rules/images.ts";
import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Case } from "../../test/kit/policy-cases.ts";
import { containerImagePinned } from "./container-image-pinned.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

const lock: ImageLock = {
  "redis:8.0": { state: "unresolved" },
  "redis:latest": { state: "unresolved" },
  "bev/mcp-server:1.0.0": { state: "unresolved" },
  "neo4j:5.26": { state: "resolved", digest: DIGEST, platforms: ["linux/amd64"] },
};

function given(image?: string | null): Pick<Case, "given" | "lock"> {
  return { given: container(image === undefined ? {} : { image }), lock };
}

const elsewhere = (found: string): string[] => [
  `thanos/redis/image: must be from the registry and path of an image of the lock, got "${found}"; ` +
    "use an image of src/catalog/images.ts, then run npx bev images lock",
];

function refused(found: string): string[] {
  return [
    `thanos/redis/image: must be name:tag@sha256:<64 hex>, a tag other than latest, got ${found}; ` +
      "run npx bev images lock and use the reference that it writes",
  ];
}

describeRule(containerImagePinned, [
  { kind: "complies", what: "tag and digest", ...given(`redis:8.0@${DIGEST}`), says: [] },
  {
    kind: "complies",
    what: "a registry with a port, where the target has one",
    given: container({ image: `registry.example:5000/bev/mcp-server:1.0.0@${DIGEST}` }),
    site: {
      thanos: {
        host: "ssh://thanos",
        address: "100.122.12.53",
        architecture: "amd64",
        capacity: { memory: 1, cpu: 1, gpu: 0 },
        registry: "registry.example:5000",
      },
    },
    lock,
    says: [],
  },
  {
    kind: "complies",
    what: "the hub's image under each of its names",
    given: [
      "docker.io/redis",
      "docker.io/library/redis",
      "index.docker.io/library/redis",
      "library/redis",
      "Docker.IO/library/redis",
    ].map((name) => container({ image: `${name}:8.0@${DIGEST}` })),
    lock,
    says: [],
  },
  ...[
    `evil.example/redis:8.0@${DIGEST}`,
    `evil.example/library/redis:8.0@${DIGEST}`,
    `docker.io.evil.example/library/redis:8.0@${DIGEST}`,
    `docker.io:5000/library/redis:8.0@${DIGEST}`,
    `localhost/redis:8.0@${DIGEST}`,
    `someone/redis:8.0@${DIGEST}`,
    `library/library/redis:8.0@${DIGEST}`,
    `evil.example/bev/mcp-server:1.0.0@${DIGEST}`,
    `bev/mcp-server:1.0.0@${DIGEST}`,
    `registry.bev.internal/evil/bev/mcp-server:1.0.0@${DIGEST}`,
    `registry.bev.internal/redis:8.0@${DIGEST}`,
    `Redis:8.0@${DIGEST}`,
  ].map((image) => ({
    kind: "evasion" as const,
    what: `another registry or path: ${image.split("@")[0] ?? ""}`,
    ...given(image),
    says: elsewhere(image),
  })),
  {
    kind: "complies",
    what: "an image of ours that no registry has confirmed yet",
    ...given("registry.bev.internal/bev/mcp-server:1.0.0"),
    says: [],
  },
  { kind: "violates", what: "a tag alone", ...given("redis:7.2"), says: refused('"redis:7.2"') },
  { kind: "absent", what: "no image", ...given(), says: refused("nothing") },
  { kind: "null", what: "null", ...given(null), says: refused("null") },
  {
    kind: "unknown",
    what: "the digest that a registry will answer",
    ...given(UNKNOWN),
    says: [
      "thanos/redis/image: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "a digest in capitals",
    ...given(`redis:8.0@sha256:${"0A".repeat(32)}`),
    says: refused(`"redis:8.0@sha256:${"0A".repeat(32)}"`),
  },
  {
    kind: "boundary",
    what: "a digest of 63 digits",
    ...given(`redis:8.0@${DIGEST.slice(0, -1)}`),
    says: refused(`"redis:8.0@${DIGEST.slice(0, -1)}"`),
  },
  {
    kind: "boundary",
    what: "a digest of 65 digits",
    ...given(`redis:8.0@${DIGEST}0`),
    says: refused(`"redis:8.0@${DIGEST}0"`),
  },
  {
    kind: "boundary",
    what: "a tag that only begins with latest",
    ...given(`redis:latest-8@${DIGEST}`),
    says: [],
  },
  {
    kind: "evasion",
    what: "latest with a digest",
    ...given(`redis:latest@${DIGEST}`),
    says: refused(`"redis:latest@${DIGEST}"`),
  },
  {
    kind: "evasion",
    what: "latest in the lock",
    ...given("redis:latest"),
    says: refused('"redis:latest"'),
  },
  {
    kind: "evasion",
    what: "no digest although the lock has one",
    ...given("neo4j:5.26"),
    says: refused('"neo4j:5.26"'),
  },
  {
    kind: "evasion",
    what: "an unconfirmed image from a registry of somebody else",
    ...given("evil.example/redis:8.0"),
    says: refused('"evil.example/redis:8.0"'),
  },
  {
    kind: "evasion",
    what: "a digest without a tag behind a port",
    ...given(`registry.example:5000/redis@${DIGEST}`),
    says: refused(`"registry.example:5000/redis@${DIGEST}"`),
  },
  {
    kind: "evasion",
    what: "a word before the image",
    ...given(`x redis:8.0@${DIGEST}`),
    says: refused(`"x redis:8.0@${DIGEST}"`),
  },
  {
    kind: "evasion",
    what: "an image of ours with more behind it",
    ...given("registry.bev.internal/bev/mcp-server:1.0.0/x"),
    says: refused('"registry.bev.internal/bev/mcp-server:1.0.0/x"'),
  },
]);
