import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerUserNotRoot } from "./container-user-not-root.ts";

const fix = "set user to the uid:gid of the image's process";

function refused(found: string): string[] {
  return [`thanos/redis/user: must be a numeric uid:gid with a uid above 0, got ${found}; ${fix}`];
}

function group(found: string): string[] {
  return [`thanos/redis/groupAdds/0: must be a number above 0, got "${found}"; ${fix}`];
}

describeRule(containerUserNotRoot, [
  { kind: "complies", what: "uid and gid", given: container({ user: "999:999" }), says: [] },
  {
    kind: "violates",
    what: "root by number",
    given: container({ user: "0:0" }),
    says: refused('"0:0"'),
  },
  { kind: "absent", what: "the image's own user", given: container({}), says: refused("nothing") },
  {
    kind: "null",
    what: "null",
    given: container({ user: null, groupAdds: null }),
    says: refused("null"),
  },
  {
    kind: "unknown",
    what: "a computed user",
    given: container({ user: UNKNOWN }),
    says: [
      "thanos/redis/user: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "root in capitals",
    given: container({ user: "ROOT" }),
    says: refused('"ROOT"'),
  },
  {
    kind: "boundary",
    what: "the smallest user with the group of the images' files",
    given: container({ user: "1:0" }),
    says: [],
  },
  {
    kind: "boundary",
    what: "a uid without a group, which is then root's",
    given: container({ user: "1000" }),
    says: refused('"1000"'),
  },
  {
    kind: "evasion",
    what: "root with another group",
    given: container({ user: "0:1000" }),
    says: refused('"0:1000"'),
  },
  {
    kind: "evasion",
    what: "root by name",
    given: container({ user: "root" }),
    says: refused('"root"'),
  },
  {
    kind: "evasion",
    what: "two zeros",
    given: container({ user: "00:1000" }),
    says: refused('"00:1000"'),
  },
  {
    kind: "evasion",
    what: "nobody who is not an empty text",
    given: container({ user: "" }),
    says: refused('""'),
  },
  {
    kind: "evasion",
    what: "a second line",
    given: container({ user: "0:0\n1000:1000" }),
    says: refused('"0:0\n1000:1000"'),
  },
  {
    kind: "evasion",
    what: "root's group added",
    given: container({ user: "1:1", groupAdds: ["0"] }),
    says: group("0"),
  },
  {
    kind: "evasion",
    what: "the group that owns the Engine's socket",
    given: container({ user: "1:1", groupAdds: ["docker"] }),
    says: group("docker"),
  },
  {
    kind: "complies",
    what: "a further group of its own",
    given: container({ user: "1000:1000", groupAdds: ["2000"] }),
    says: [],
  },
  {
    kind: "evasion",
    what: "more than numbers",
    given: [container({ user: "1000:1000 root" }), container({ user: "x1000:1000" })],
    says: [...refused('"1000:1000 root"'), ...refused('"x1000:1000"')],
  },
  {
    kind: "evasion",
    what: "a group by a number and a name",
    given: ["x1", "1x"].map((one) => container({ user: "1000:1000", groupAdds: [one] })),
    says: [...group("x1"), ...group("1x")],
  },
]);
