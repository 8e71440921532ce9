import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerConfined } from "./container-confined.ts";

const SAFE = "no-new-privileges:true";
const fix = 'set securityOpts to ["no-new-privileges:true"] and remove the rest';

function refused(at: string, wanted: string, found: string): string {
  return `thanos/redis/${at}: must be ${wanted}, got ${found}; ${fix}`;
}

function odd(option: string, index = 0): string {
  return refused(`securityOpts/${String(index)}`, `"${SAFE}"`, `"${option}"`);
}

describeRule(containerConfined, [
  {
    kind: "complies",
    what: "unprivileged, without new privileges",
    given: container({ privileged: false, securityOpts: [SAFE] }),
    says: [],
  },
  {
    kind: "violates",
    what: "privileged",
    given: container({ privileged: true, securityOpts: [SAFE] }),
    says: [refused("privileged", "false", "true")],
  },
  {
    kind: "absent",
    what: "no options",
    given: container({}),
    says: [refused("securityOpts", `["${SAFE}"]`, "nothing")],
  },
  {
    kind: "null",
    what: "null for both",
    given: container({ privileged: null, securityOpts: null }),
    says: [refused("securityOpts", `["${SAFE}"]`, "null")],
  },
  {
    kind: "unknown",
    what: "privileged as an output",
    given: container({ privileged: UNKNOWN, securityOpts: [SAFE] }),
    says: [
      "thanos/redis/privileged: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the option in capitals",
    given: container({ securityOpts: ["No-New-Privileges:true"] }),
    says: [odd("No-New-Privileges:true")],
  },
  {
    kind: "boundary",
    what: "an empty list",
    given: container({ securityOpts: [] }),
    says: [refused("securityOpts", `["${SAFE}"]`, "[]")],
  },
  {
    kind: "evasion",
    what: "the option with the value false",
    given: container({ securityOpts: ["no-new-privileges:false"] }),
    says: [odd("no-new-privileges:false")],
  },
  {
    kind: "evasion",
    what: "seccomp turned off beside it",
    given: container({ securityOpts: [SAFE, "seccomp=unconfined"] }),
    says: [odd("seccomp=unconfined", 1)],
  },
  {
    kind: "evasion",
    what: "AppArmor turned off with a colon",
    given: container({ securityOpts: [SAFE, "apparmor:unconfined"] }),
    says: [odd("apparmor:unconfined", 1)],
  },
  {
    kind: "evasion",
    what: "SELinux labels turned off",
    given: container({ securityOpts: ["label=disable", SAFE] }),
    says: [odd("label=disable")],
  },
  {
    kind: "evasion",
    what: "the paths of the kernel uncovered",
    given: container({ securityOpts: [SAFE, "systempaths=unconfined"] }),
    says: [odd("systempaths=unconfined", 1)],
  },
]);
