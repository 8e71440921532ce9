/** The policy of small platforms, whole, and what the platform's own rules say of production's. */
import { describe, expect, it } from "@jest/globals";
import { catalog } from "../../catalog/index.ts";
import { resolveService } from "../../catalog/resolve.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { ServiceSpec } from "../../catalog/types.ts";
import { parseHujson } from "../../lib/hujson.ts";
import { askedPurposes } from "../../software/index.ts";
import { grantFindings, policyTestFindings, tagOwnerFindings } from "../../rules/tailnet.ts";
import { tailnetPolicy } from "./policy.ts";
import { policyText } from "./text.ts";

const OPERATORS = ["b@bev.invalid", "a@bev.invalid", "a@bev.invalid"];

function textOf(services: readonly Service[]): string {
  return policyText(tailnetPolicy(services, OPERATORS, askedPurposes));
}

/** Without the comment at its head. */
function bodyOf(...rows: Partial<ServiceSpec>[]): string {
  const services = rows.map((row) =>
    resolveService({ family: "osint", name: "", node: "thanos", ...row }),
  );
  return textOf(services).replace(/^(\/\/.*\n)+/, "");
}

it("grants what one machine needs of another, and tests what is next to it", () => {
  const db = { name: "db", ports: [{ container: 5432, purpose: "sql" }] };
  const dns = {
    name: "dns",
    ports: [{ container: 5433, protocol: "udp" as const, purpose: "dns" }],
  };
  const app = { node: "oracle1" as const, dependsOn: ["db"] };
  const body = bodyOf(
    db,
    dns,
    { ...app, name: "web", ports: [{ container: 80, purpose: "http", operators: true }] },
    { ...app, name: "api", dependsOn: ["db", "dns"] },
  );
  expect(body).toBe(`{
  "groups": {
    "group:operators": ["a@bev.invalid", "b@bev.invalid"],
  },
  "tagOwners": {
    "tag:oracle1": ["group:operators"],
    "tag:thanos": ["group:operators"],
  },
  "grants": [
    {
      "src": ["group:operators"],
      "dst": ["tag:oracle1"],
      "ip": [
        "tcp:22", // ssh: operators
        "tcp:80", // web http: operators
      ],
    },
    {
      "src": ["group:operators"],
      "dst": ["tag:thanos"],
      "ip": [
        "tcp:22", // ssh: operators
      ],
    },
    {
      "src": ["tag:oracle1"],
      "dst": ["tag:thanos"],
      "ip": [
        "tcp:5432", // db sql: api, web
        "udp:5433", // dns dns: api
      ],
    },
  ],
  "tests": [
    {
      "src": "group:operators",
      "proto": "tcp",
      "accept": [
        "tag:oracle1:22", // ssh
        "tag:oracle1:80", // web http
        "tag:thanos:22", // ssh
      ],
      "deny": [
        "tag:oracle1:21",
        "tag:oracle1:23",
        "tag:oracle1:79",
        "tag:oracle1:81",
        "tag:thanos:21",
        "tag:thanos:23",
        "tag:thanos:80",
        "tag:thanos:5432", // db sql
        "tag:thanos:5433", // dns dns
      ],
    },
    {
      "src": "group:operators",
      "proto": "udp",
      "deny": [
        "tag:oracle1:22", // ssh
        "tag:oracle1:80", // web http
        "tag:thanos:22", // ssh
      ],
    },
    {
      "src": "tag:oracle1",
      "proto": "tcp",
      "accept": [
        "tag:thanos:5432", // db sql
      ],
      "deny": [
        "tag:thanos:22", // ssh
        "tag:thanos:5431",
        "tag:thanos:5433", // dns dns
        "tag:thanos:5434",
      ],
    },
    {
      "src": "tag:oracle1",
      "proto": "udp",
      "accept": [
        "tag:thanos:5433", // dns dns
      ],
      "deny": [
        "tag:thanos:5432", // db sql
      ],
    },
    {
      "src": "tag:thanos",
      "proto": "tcp",
      "deny": [
        "tag:oracle1:22", // ssh
        "tag:oracle1:80", // web http
      ],
    },
  ],
}
`);
});

it("leaves an isolated machine nothing but operators' ssh, and tests the rest", () => {
  const services = catalog.map((row) => resolveService(row));
  const { grants, tests } = tailnetPolicy(services, OPERATORS, askedPurposes, ["thanos"]);
  const ends = grants.filter(({ src, dst }) => [src, dst].includes("tag:thanos"));
  expect(ends).toMatchObject([
    { src: "group:operators", dst: "tag:thanos", ports: [{ port: 22 }] },
  ]);
  expect(ends[0]?.ports).toHaveLength(1);
  const denied = tests.filter(({ src, proto }) => src === "tag:oracle1" && proto === "tcp");
  const postgres = expect.objectContaining({ dst: "tag:thanos", port: 5432 }) as unknown;
  expect(denied[0]?.deny).toEqual(expect.arrayContaining([postgres]));
});

it("of nothing is a policy that lets nothing through: without grants all would be", () => {
  expect(bodyOf({ disabled: "later", ports: [{ container: 1, purpose: "http" }] })).toBe(`{
  "groups": {
    "group:operators": ["a@bev.invalid", "b@bev.invalid"],
  },
  "tagOwners": {
  },
  "grants": [
  ],
  "tests": [
  ],
}
`);
});

it("tests no port below 1 or above 65535", () => {
  const ports = [1, 65535].map((container) => ({
    ...{ container, purpose: String(container), operators: true as const },
  }));
  const near = bodyOf({ name: "a", ports }).match(/thanos:\d+/g);
  expect(near).toEqual(expect.arrayContaining(["thanos:2", "thanos:65534"]));
  expect(near).not.toEqual(expect.arrayContaining(["thanos:0"]));
  expect(near).not.toEqual(expect.arrayContaining(["thanos:65536"]));
});

describe("production's", () => {
  const services = catalog.map((row) => resolveService(row));
  const acl = textOf(services);

  it("passes the platform's own rules", () => {
    const rules = [grantFindings, policyTestFindings, tagOwnerFindings];
    expect(rules.flatMap((findings) => findings({ acl }))).toEqual([]);
  });

  it("is the same text in whatever order the rows come", () => {
    expect(textOf([...services].reverse())).toBe(acl);
  });

  it("says nothing of everybody", () => expect(acl.replace(/\/\/.*/g, "")).not.toContain("*"));

  it("tests every port that it grants, from where it is granted", () => {
    const { grants, tests } = parseHujson(acl) as {
      grants: { src: string[]; dst: string[]; ip: string[] }[];
      tests: { src: string; proto: string; accept?: string[] }[];
    };
    const granted = grants.flatMap(({ src, dst, ip }) =>
      ip.map((one) => `${src.join()} ${one.replace(":", ` ${dst.join()}:`)}`),
    );
    const accepted = tests.flatMap(({ src, proto, accept = [] }) =>
      accept.map((target) => `${src} ${proto} ${target}`),
    );
    console.log(`grants: ${String(grants.length)} pairs, ${String(granted.length)} ports`);
    expect(accepted.sort()).toEqual(granted.sort());
  });
});
