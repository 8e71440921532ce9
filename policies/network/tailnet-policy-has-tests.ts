import { policyTestFindings } from "../../src/rules/tailnet.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { POLICY_FILE } from "./types.ts";

export const tailnetPolicyHasTests: ResourceRule = {
  name: "tailnet-policy-has-tests",
  description:
    "The tailnet's policy file has tests of what it accepts and of what it denies, because Tailscale refuses a file whose tests fail and takes any other.",
  severity: "high",
  tags: ["network", "tailscale"],
  fix: "add tests with accept and deny",
  types: [POLICY_FILE],
  judge: ({ inputs }) => policyTestFindings(inputs),
};
