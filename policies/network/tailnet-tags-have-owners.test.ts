import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Kind, Planned } from "../../test/kit/policy-cases.ts";
import { tailnetTagsHaveOwners } from "./tailnet-tags-have-owners.ts";

const file = (acl: unknown): Planned => ({
  type: TAILNET_POLICY,
  name: "policy",
  inputs: { acl: acl === UNKNOWN ? acl : JSON.stringify(acl) },
  host: null,
});

const FIX = "name a group as the tag's owner in tagOwners";
const owned = (...owners: unknown[]) => file({ tagOwners: { "tag:db": owners } });
const anybody = (kind: Kind, what: string, owner: string) => ({
  kind,
  what,
  given: owned(owner),
  says: [
    `thanos/policy/acl/tagOwners/tag:db/0: must be a group, a tag or administrators, got "${owner}"; ${FIX}`,
  ],
});

function unowned(...tags: string[]): string[] {
  return tags.map(
    (tag) => `thanos/policy/acl/tagOwners: must say who owns "${tag}", does not; ${FIX}`,
  );
}

describeRule(tailnetTagsHaveOwners, [
  { kind: "complies", what: "a group", given: owned("group:admins"), says: [] },
  {
    kind: "complies",
    what: "administrators and a tag",
    given: owned("autogroup:admin", "tag:ci"),
    says: [],
  },
  anybody("violates", "every member", "autogroup:member"),
  {
    kind: "absent",
    what: "no owners, while a grant names tags",
    given: file({ grants: [{ src: ["tag:app"], dst: ["tag:db"] }] }),
    says: unowned("tag:app", "tag:db"),
  },
  { kind: "absent", what: "neither tags nor owners", given: file({}), says: [] },
  {
    kind: "null",
    what: "null for the owners",
    given: file({ tagOwners: null, grants: [{ src: ["tag:app"] }] }),
    says: unowned("tag:app"),
  },
  {
    kind: "null",
    what: "null for one tag's owners",
    given: file({ tagOwners: { "tag:db": null } }),
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed file",
    given: file(UNKNOWN),
    says: [unknownAt("thanos/policy/acl")],
  },
  anybody("wrong case", "every member in capitals", "AUTOGROUP:MEMBER"),
  { kind: "boundary", what: "nobody owns it but administrators", given: owned(), says: [] },
  {
    kind: "boundary",
    what: "a group whose name begins like the one of all members",
    given: owned("autogroup:members-of-bev"),
    says: [],
  },
  anybody("evasion", "everybody", "*"),
  anybody("evasion", "every tagged machine", "autogroup:tagged"),
  anybody("evasion", "every member, with a space", " autogroup:member"),
  {
    kind: "evasion",
    what: "a tag that only a legacy rule or ssh names, with ports",
    given: file({
      tagOwners: { "tag:app": ["group:admins"] },
      acls: [{ src: ["tag:app"], dst: ["tag:db:5432"] }],
      ssh: [{ src: ["tag:ci"], dst: ["tag:app"] }],
    }),
    says: unowned("tag:db", "tag:ci"),
  },
  {
    kind: "complies",
    what: "users and addresses, which nobody owns",
    given: file({ grants: [{ src: ["group:ops", "a-tag:x"], dst: ["100.64.0.1"] }] }),
    says: [],
  },
]);
