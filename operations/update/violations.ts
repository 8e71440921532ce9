/** What a policy has found, as the engine tells it. */
import type { PolicyEvent } from "@pulumi/pulumi/automation/events.js";
import { nameOf } from "../../src/lib/resources.ts";

export interface Violation {
  policy: string;
  /** Resource, found, expected and fix, in one line. */
  message: string;
  mandatory: boolean;
  /** Name of the resource. */
  resource?: string;
}

export function violationOf(event: PolicyEvent): Violation {
  const { policyName, message, enforcementLevel, resourceUrn } = event;
  return {
    policy: policyName,
    // The first line is what the policy demands of all: docs/policies.md has it.
    message: plain(message).trim().replace(/^.*\n/, ""),
    mandatory: enforcementLevel === "mandatory",
    ...(resourceUrn && { resource: nameOf(resourceUrn) }),
  };
}

/** Without the engine's colour marks. */
export function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "");
}
