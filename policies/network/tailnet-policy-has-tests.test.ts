import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { tailnetPolicyHasTests } from "./tailnet-policy-has-tests.ts";

const file = (acl: unknown): Planned => ({
  type: TAILNET_POLICY,
  name: "policy",
  inputs: { acl: acl === UNKNOWN ? acl : JSON.stringify(acl) },
  host: null,
});

const ACCEPT = { src: "tag:app", accept: ["tag:db:5432"] };
const DENY = { src: "tag:app", deny: ["tag:db:22"] };

const missing = (section: string, field: string): string =>
  `thanos/policy/acl/${section}: must have one with "${field}", has none; add tests with accept and deny`;
const BOTH = [missing("tests", "accept"), missing("tests", "deny")];

describeRule(tailnetPolicyHasTests, {
  complies: {
    "both in one test": file({ tests: [{ ...ACCEPT, ...DENY }] }),
    "both in two tests": file({ tests: [ACCEPT, DENY] }),
    "ssh with tests of its own": file({
      tests: [ACCEPT, DENY],
      ssh: [{ action: "accept" }],
      sshTests: [{ src: "a@example.org", dst: ["tag:db"], accept: ["root"], deny: ["bob"] }],
    }),
  },
  violates: {
    "only what is accepted": { given: file({ tests: [ACCEPT] }), says: missing("tests", "deny") },
    "only what is denied": { given: file({ tests: [DENY] }), says: missing("tests", "accept") },
  },
  absent: { "no tests": { given: file({ grants: [] }), says: BOTH } },
  null: {
    "null for tests": { given: file({ tests: null }), says: BOTH },
    "null for a test": { given: file({ tests: [null] }), says: BOTH },
  },
  unknown: { "a computed file": { given: file(UNKNOWN), says: unknownAt("thanos/policy/acl") } },
  "wrong case": {
    "fields in capitals, which Tailscale reads all the same": file({
      Tests: [{ Src: "tag:app", Accept: ["tag:db:5432"], Deny: ["tag:db:22"] }],
    }),
  },
  boundary: { "an empty list of tests": { given: file({ tests: [] }), says: BOTH } },
  evasion: {
    "tests that test nothing": {
      given: file({ tests: [{ src: "tag:app", accept: [], deny: [] }] }),
      says: BOTH,
    },
    "ssh that nothing tests": {
      given: file({ tests: [ACCEPT, DENY], ssh: [{ action: "accept" }] }),
      says: [missing("sshTests", "accept"), missing("sshTests", "deny")],
    },
  },
});
