/** Refuses a policy file of the tailnet without tests of what it accepts and denies. */
import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { policyTestFindings } from "../../src/rules/tailnet.ts";
import type { ResourceRule } from "../kit/rule.ts";

export const tailnetPolicyHasTests: ResourceRule = {
  name: "tailnet-policy-has-tests",
  description:
    "The tailnet's policy file has tests of what it accepts and of what it denies, because Tailscale refuses a file whose tests fail and takes any other.",
  severity: "high",
  tags: ["network", "tailscale"],
  fix: "add tests with accept and deny",
  types: [TAILNET_POLICY],
  judge: ({ inputs }) => policyTestFindings(inputs),
};
