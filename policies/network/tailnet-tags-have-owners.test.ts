import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { tailnetTagsHaveOwners } from "./tailnet-tags-have-owners.ts";

const file = (acl: unknown): Planned => ({
  type: TAILNET_POLICY,
  name: "policy",
  inputs: { acl: acl === UNKNOWN ? acl : JSON.stringify(acl) },
  host: null,
});

const FIX = "name a group as the tag's owner in tagOwners";
const owned = (...owners: unknown[]) => file({ tagOwners: { "tag:db": owners } });
const anybody = (owner: string) => ({
  given: owned(owner),
  says: `thanos/policy/acl/tagOwners/tag:db/0: must be a group, a tag or administrators, got "${owner}"; ${FIX}`,
});

function unowned(...tags: string[]): string[] {
  return tags.map(
    (tag) => `thanos/policy/acl/tagOwners: must say who owns "${tag}", does not; ${FIX}`,
  );
}

describeRule(tailnetTagsHaveOwners, {
  complies: {
    "a group": owned("group:admins"),
    "administrators and a tag": owned("autogroup:admin", "tag:ci"),
    "users and addresses, which nobody owns": file({
      grants: [{ src: ["group:ops", "a-tag:x"], dst: ["100.64.0.1"] }],
    }),
  },
  violates: { "every member": anybody("autogroup:member") },
  absent: {
    "no owners, while a grant names tags": {
      given: file({ grants: [{ src: ["tag:app"], dst: ["tag:db"] }] }),
      says: unowned("tag:app", "tag:db"),
    },
    "neither tags nor owners": file({}),
  },
  null: {
    "null for the owners": {
      given: file({ tagOwners: null, grants: [{ src: ["tag:app"] }] }),
      says: unowned("tag:app"),
    },
    "null for one tag's owners": file({ tagOwners: { "tag:db": null } }),
  },
  unknown: { "a computed file": { given: file(UNKNOWN), says: unknownAt("thanos/policy/acl") } },
  "wrong case": { "every member in capitals": anybody("AUTOGROUP:MEMBER") },
  boundary: {
    "nobody owns it but administrators": owned(),
    "a group whose name begins like the one of all members": owned("autogroup:members-of-bev"),
  },
  evasion: {
    everybody: anybody("*"),
    "every tagged machine": anybody("autogroup:tagged"),
    "every member, with a space": anybody(" autogroup:member"),
    "a tag that only a legacy rule or ssh names, with ports": {
      given: file({
        tagOwners: { "tag:app": ["group:admins"] },
        acls: [{ src: ["tag:app"], dst: ["tag:db:5432"] }],
        ssh: [{ src: ["tag:ci"], dst: ["tag:app"] }],
      }),
      says: unowned("tag:db", "tag:ci"),
    },
  },
});
