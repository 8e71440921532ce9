import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerUserNotRoot } from "./container-user-not-root.ts";

const fix = "set user to the uid:gid of the image's process";

function refused(found: string): string[] {
  return [`thanos/redis/user: must be a numeric uid:gid with a uid above 0, got ${found}; ${fix}`];
}

function group(found: string): string[] {
  return [`thanos/redis/groupAdds/0: must be a number above 0, got "${found}"; ${fix}`];
}

describeRule(containerUserNotRoot, {
  complies: {
    "uid and gid": container({ user: "999:999" }),
    "a further group of its own": container({ user: "1000:1000", groupAdds: ["2000"] }),
  },
  violates: { "root by number": { given: container({ user: "0:0" }), says: refused('"0:0"') } },
  absent: { "the image's own user": { given: container({}), says: refused("nothing") } },
  null: { null: { given: container({ user: null, groupAdds: null }), says: refused("null") } },
  unknown: {
    "a computed user": {
      given: container({ user: UNKNOWN }),
      says: "thanos/redis/user: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "root in capitals": { given: container({ user: "ROOT" }), says: refused('"ROOT"') },
  },
  boundary: {
    "the smallest user with the group of the images' files": container({ user: "1:0" }),
    "a uid without a group, which is then root's": {
      given: container({ user: "1000" }),
      says: refused('"1000"'),
    },
  },
  evasion: {
    "root with another group": { given: container({ user: "0:1000" }), says: refused('"0:1000"') },
    "root by name": { given: container({ user: "root" }), says: refused('"root"') },
    "two zeros": { given: container({ user: "00:1000" }), says: refused('"00:1000"') },
    "nobody who is not an empty text": { given: container({ user: "" }), says: refused('""') },
    "a second line": {
      given: container({ user: "0:0\n1000:1000" }),
      says: refused(String.raw`"0:0\u000a1000:1000"`),
    },
    "root's group added": { given: container({ user: "1:1", groupAdds: ["0"] }), says: group("0") },
    "the group that owns the Engine's socket": {
      given: container({ user: "1:1", groupAdds: ["docker"] }),
      says: group("docker"),
    },
    "more than numbers": {
      given: [container({ user: "1000:1000 root" }), container({ user: "x1000:1000" })],
      says: [...refused('"1000:1000 root"'), ...refused('"x1000:1000"')],
    },
    "a group by a number and a name": {
      given: ["x1", "1x"].map((one) => container({ user: "1000:1000", groupAdds: [one] })),
      says: [...group("x1"), ...group("1x")],
    },
  },
});
