import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { tailnetGrantsAreNarrow } from "./tailnet-grants-are-narrow.ts";

const file = (acl: unknown): Planned => ({
  type: TAILNET_POLICY,
  name: "policy",
  inputs: { acl: typeof acl === "string" || acl === UNKNOWN ? acl : JSON.stringify(acl) },
  host: null,
});

const GRANT = { src: ["tag:app"], dst: ["tag:db"], ip: ["tcp:5432"] };
const granting = (changes: Record<string, unknown>) => file({ grants: [{ ...GRANT, ...changes }] });

function refused(at: string, found: string): string[] {
  return [
    `thanos/policy/${at}: must name users, tags or ports, got "${found}"; name users, tags and ports`,
  ];
}

const wide = (field: string, found: string) => ({
  given: granting({ [field]: [found] }),
  says: refused(`acl/grants/0/${field}/0`, found),
});

describeRule(tailnetGrantsAreNarrow, {
  complies: {
    "a tag, a tag, a port": granting({}),
    "an application instead of ports, and members of a group": file({
      groups: { "group:admins": ["a@example.org"] },
      grants: [{ src: ["group:admins"], dst: ["tag:db"], app: { "example.org/cap": [{}] } }],
    }),
  },
  violates: {
    everybody: wide("src", "*"),
    "every machine": wide("dst", "*"),
    "every port": wide("ip", "*"),
  },
  absent: {
    "no grants, which lets nobody through": [file({}), { ...file({}), inputs: { acl: {} } }],
    "a file without a text": {
      given: { ...file({}), inputs: {} },
      says: "thanos/policy/acl: must be a policy file, got nothing; name users, tags and ports",
    },
    "a grant that names nothing": {
      given: file({ grants: [{}] }),
      says: ["src", "dst", "ip"].map(
        (field) =>
          `thanos/policy/acl/grants/0/${field}: must name what it grants, got nothing; name users, ` +
          "tags and ports",
      ),
    },
  },
  null: {
    "null for the file": {
      given: file(null),
      says: "thanos/policy/acl: must be a policy file, got nothing; name users, tags and ports",
    },
    "null for sections": file({ grants: null, acls: null, ssh: null, hosts: null, groups: null }),
  },
  unknown: { "a computed file": { given: file(UNKNOWN), says: unknownAt("thanos/policy/acl") } },
  "wrong case": {
    "fields in capitals, which Tailscale reads all the same": {
      given: file({ ACLs: [{ Action: "accept", Users: ["*"], Ports: ["*:*"] }] }),
      says: [...refused("acl/acls/0/ports/0", "*:*"), ...refused("acl/acls/0/users/0", "*")],
    },
  },
  boundary: {
    "comments, trailing commas, and what looks like them in a string": file(
      '{ // the "grants"\n "grants": [ /* { "src": ["*"] } */ ' +
        '{"src": ["a,]//b@example.org"], "dst": ["tag:db",], "ip": ["443"],},], }',
    ),
    "half of the internet, which the other half completes": wide("dst", "128.0.0.0/1"),
    "a network of length 7": wide("dst", "10.0.0.0/7"),
    "a range of ports": granting({ ip: ["tcp:8000-8100", "61-65535", "tcp:10-65535"] }),
    "a network of the platform": granting({ dst: ["172.30.0.0/16", "10.0.0.0/8"] }),
  },
  evasion: {
    "the legacy rule that lets everybody do everything": {
      given: file({ acls: [{ action: "accept", src: ["*"], dst: ["*:*"] }] }),
      says: [...refused("acl/acls/0/src/0", "*"), ...refused("acl/acls/0/dst/0", "*:*")],
    },
    "every port of a tag": wide("dst", "tag:db:*"),
    "every port as a range": wide("ip", "1-65535"),
    "every port of a protocol as a range": wide("ip", "tcp:0-65535"),
    "every port of a tag as a range": wide("dst", "tag:db:0-65535"),
    "everybody by another name": wide("src", "autogroup:danger-all"),
    "every address": wide("dst", "0.0.0.0/0"),
    "every IPv6 address": wide("src", "::/0"),
    "everybody, with a space": wide("src", " * "),
    "one text instead of a list": {
      given: granting({ src: "*" }),
      says: refused("acl/grants/0/src/0", "*"),
    },
    "a name that stands for everything": {
      given: file({ hosts: { all: "0.0.0.0/0" }, grants: [{ ...GRANT, dst: ["all"] }] }),
      says: refused("acl/hosts/all/0", "0.0.0.0/0"),
    },
    "a group of everybody": {
      given: file({ groups: { "group:all": ["a@example.org", "*"] } }),
      says: refused("acl/groups/group:all/1", "*"),
    },
    "ssh for everybody": {
      given: file({ ssh: [{ action: "accept", src: ["*"], dst: ["tag:db"], users: ["root"] }] }),
      says: refused("acl/ssh/0/src/0", "*"),
    },
    "a file that nobody can read": {
      given: file('{"grants": ['),
      says: "thanos/policy/acl: must be HuJSON, is not: CloseBracketExpected at position 12; name users, tags and ports",
    },
    "a list instead of a file": {
      given: file([{ src: ["*"] }]),
      says: 'thanos/policy/acl: must be a policy file, got [{"src":["*"]}]; name users, tags and ports',
    },
  },
});
