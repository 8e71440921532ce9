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

describeRule(containerConfined, {
  complies: {
    "unprivileged, without new privileges": container({ privileged: false, securityOpts: [SAFE] }),
  },
  violates: {
    privileged: {
      given: container({ privileged: true, securityOpts: [SAFE] }),
      says: refused("privileged", "false", "true"),
    },
  },
  absent: {
    "no options": { given: container({}), says: refused("securityOpts", `["${SAFE}"]`, "nothing") },
  },
  null: {
    "null for both": {
      given: container({ privileged: null, securityOpts: null }),
      says: refused("securityOpts", `["${SAFE}"]`, "null"),
    },
  },
  unknown: {
    "privileged as an output": {
      given: container({ privileged: UNKNOWN, securityOpts: [SAFE] }),
      says: "thanos/redis/privileged: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the option in capitals": {
      given: container({ securityOpts: ["No-New-Privileges:true"] }),
      says: odd("No-New-Privileges:true"),
    },
  },
  boundary: {
    "an empty list": {
      given: container({ securityOpts: [] }),
      says: refused("securityOpts", `["${SAFE}"]`, "[]"),
    },
  },
  evasion: {
    "the option with the value false": {
      given: container({ securityOpts: ["no-new-privileges:false"] }),
      says: odd("no-new-privileges:false"),
    },
    "seccomp turned off beside it": {
      given: container({ securityOpts: [SAFE, "seccomp=unconfined"] }),
      says: odd("seccomp=unconfined", 1),
    },
    "AppArmor turned off with a colon": {
      given: container({ securityOpts: [SAFE, "apparmor:unconfined"] }),
      says: odd("apparmor:unconfined", 1),
    },
    "SELinux labels turned off": {
      given: container({ securityOpts: ["label=disable", SAFE] }),
      says: odd("label=disable"),
    },
    "the paths of the kernel uncovered": {
      given: container({ securityOpts: [SAFE, "systempaths=unconfined"] }),
      says: odd("systempaths=unconfined", 1),
    },
  },
});
