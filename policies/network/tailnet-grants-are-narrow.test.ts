import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Kind, Planned } from "../../test/kit/policy-cases.ts";
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

const wide = (kind: Kind, what: string, field: string, found: string) => ({
  kind,
  what,
  given: granting({ [field]: [found] }),
  says: refused(`acl/grants/0/${field}/0`, found),
});

describeRule(tailnetGrantsAreNarrow, [
  { kind: "complies", what: "a tag, a tag, a port", given: granting({}), says: [] },
  {
    kind: "complies",
    what: "an application instead of ports, and members of a group",
    given: file({
      groups: { "group:admins": ["a@example.org"] },
      grants: [{ src: ["group:admins"], dst: ["tag:db"], app: { "example.org/cap": [{}] } }],
    }),
    says: [],
  },
  wide("violates", "everybody", "src", "*"),
  wide("violates", "every machine", "dst", "*"),
  wide("violates", "every port", "ip", "*"),
  {
    kind: "absent",
    what: "no grants, which lets nobody through",
    given: [file({}), { ...file({}), inputs: { acl: {} } }],
    says: [],
  },
  {
    kind: "absent",
    what: "a file without a text",
    given: { ...file({}), inputs: {} },
    says: ["thanos/policy/acl: must be a policy file, got nothing; name users, tags and ports"],
  },
  {
    kind: "absent",
    what: "a grant that names nothing",
    given: file({ grants: [{}] }),
    says: ["src", "dst", "ip"].map(
      (field) =>
        `thanos/policy/acl/grants/0/${field}: must name what it grants, got nothing; name users, ` +
        "tags and ports",
    ),
  },
  {
    kind: "null",
    what: "null for the file",
    given: file(null),
    says: ["thanos/policy/acl: must be a policy file, got nothing; name users, tags and ports"],
  },
  {
    kind: "null",
    what: "null for sections",
    given: file({ grants: null, acls: null, ssh: null, hosts: null, groups: null }),
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed file",
    given: file(UNKNOWN),
    says: [unknownAt("thanos/policy/acl")],
  },
  {
    kind: "wrong case",
    what: "fields in capitals, which Tailscale reads all the same",
    given: file({ ACLs: [{ Action: "accept", Users: ["*"], Ports: ["*:*"] }] }),
    says: [...refused("acl/acls/0/ports/0", "*:*"), ...refused("acl/acls/0/users/0", "*")],
  },
  {
    kind: "boundary",
    what: "comments, trailing commas, and what looks like them in a string",
    given: file(
      '{ // the "grants"\n "grants": [ /* { "src": ["*"] } */ ' +
        '{"src": ["a,]//b@example.org"], "dst": ["tag:db",], "ip": ["443"],},], }',
    ),
    says: [],
  },
  wide("boundary", "half of the internet, which the other half completes", "dst", "128.0.0.0/1"),
  wide("boundary", "a network of length 7", "dst", "10.0.0.0/7"),
  {
    kind: "boundary",
    what: "a range of ports",
    given: granting({ ip: ["tcp:8000-8100", "61-65535", "tcp:10-65535"] }),
    says: [],
  },
  {
    kind: "boundary",
    what: "a network of the platform",
    given: granting({ dst: ["172.30.0.0/16", "10.0.0.0/8"] }),
    says: [],
  },
  {
    kind: "evasion",
    what: "the legacy rule that lets everybody do everything",
    given: file({ acls: [{ action: "accept", src: ["*"], dst: ["*:*"] }] }),
    says: [...refused("acl/acls/0/src/0", "*"), ...refused("acl/acls/0/dst/0", "*:*")],
  },
  wide("evasion", "every port of a tag", "dst", "tag:db:*"),
  wide("evasion", "every port as a range", "ip", "1-65535"),
  wide("evasion", "every port of a protocol as a range", "ip", "tcp:0-65535"),
  wide("evasion", "every port of a tag as a range", "dst", "tag:db:0-65535"),
  wide("evasion", "everybody by another name", "src", "autogroup:danger-all"),
  wide("evasion", "every address", "dst", "0.0.0.0/0"),
  wide("evasion", "every IPv6 address", "src", "::/0"),
  wide("evasion", "everybody, with a space", "src", " * "),
  {
    kind: "evasion",
    what: "one text instead of a list",
    given: granting({ src: "*" }),
    says: refused("acl/grants/0/src/0", "*"),
  },
  {
    kind: "evasion",
    what: "a name that stands for everything",
    given: file({ hosts: { all: "0.0.0.0/0" }, grants: [{ ...GRANT, dst: ["all"] }] }),
    says: refused("acl/hosts/all/0", "0.0.0.0/0"),
  },
  {
    kind: "evasion",
    what: "a group of everybody",
    given: file({ groups: { "group:all": ["a@example.org", "*"] } }),
    says: refused("acl/groups/group:all/1", "*"),
  },
  {
    kind: "evasion",
    what: "ssh for everybody",
    given: file({ ssh: [{ action: "accept", src: ["*"], dst: ["tag:db"], users: ["root"] }] }),
    says: refused("acl/ssh/0/src/0", "*"),
  },
  {
    kind: "evasion",
    what: "a file that nobody can read",
    given: file('{"grants": ['),
    says: [
      "thanos/policy/acl: must be HuJSON, is not: CloseBracketExpected at position 12; name users, tags and ports",
    ],
  },
  {
    kind: "evasion",
    what: "a list instead of a file",
    given: file([{ src: ["*"] }]),
    says: [
      'thanos/policy/acl: must be a policy file, got [{"src":["*"]}]; name users, tags and ports',
    ],
  },
]);
