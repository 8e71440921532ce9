/** How rules reach Pulumi, and how what they find reaches people. */
import { describe, expect, it } from "@jest/globals";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { packArgs } from "./pack.ts";
import { CONTAINER } from "../../src/lib/resources.ts";
import { containerRule } from "./rule.ts";
import { WaiverBook } from "./waivers.ts";
import type { Waiver } from "./waivers.ts";

const rule = containerRule(
  {
    name: "container-not-privileged",
    description: "No container is privileged, because it would own the machine.",
    severity: "critical",
    tags: ["cis-5.5"],
    fix: "remove it",
  },
  ({ privileged }) =>
    privileged ? [{ at: "privileged", problem: "must be false, got true" }] : [],
);

const waiver: Waiver = {
  service: "thanos/redis",
  rule: rule.name,
  reason: "a test",
  owner: "tests",
  expires: "2026-12-31",
};

function policiesOf(waivers: readonly Waiver[] = []) {
  const book = new WaiverBook(waivers, () => new Date("2026-11-21"));
  return packArgs([rule], { waivers: book, readLock: () => ({}) }).policies;
}

/** What is reported of a privileged container of that name and label. */
function refusals(
  name: string,
  label: string | undefined,
  waivers: readonly Waiver[] = [],
): string[] {
  const labels = label === undefined ? undefined : [{ label: "bev.service", value: label }];
  return reported({ privileged: true, labels }, {}, name, waivers);
}

function reported(
  props: Record<string, unknown>,
  config: Record<string, unknown>,
  name = "redis",
  waivers: readonly Waiver[] = [],
): string[] {
  const messages: string[] = [];
  const { validateResource } = policiesOf(waivers)[0] as ResourceValidationPolicy;
  const args = {
    ...{ type: CONTAINER, name, props, urn: `urn:pulumi:thanos::bev::${CONTAINER}::${name}` },
    getConfig: () => config,
  };
  const validate = validateResource as (args: unknown, report: (message: string) => void) => void;
  validate(args, (message) => messages.push(message));
  return messages;
}

it("tells people all that a rule knows of itself", () => {
  expect(policiesOf()[0]).toMatchObject({
    name: "container-not-privileged",
    description: "No container is privileged, because it would own the machine.",
    enforcementLevel: "mandatory",
    severity: "critical",
    tags: ["cis-5.5"],
    remediationSteps: "remove it.",
    url: "docs/policies.md#container-not-privileged",
  });
});

it("lets the SDK skip other types before it reads their properties", () => {
  const { validateResource } = policiesOf()[0] as ResourceValidationPolicy;
  expect(validateResource).toHaveProperty("__pulumiType", CONTAINER);
});

it("asks about waivers last, when every rule has been asked", () => {
  expect(policiesOf().map(({ name }) => name)).toEqual([
    "container-not-privileged",
    "waivers-hold",
  ]);
});

describe("a violation", () => {
  it("names stack, service, place, what was found, and how to mend it", () => {
    expect(refusals("redis", "redis")).toEqual([
      "thanos/redis/privileged: must be false, got true; remove it",
    ]);
  });

  it.each([
    ["redis", "redis", true],
    ["redis-2", "redis", true],
    ["redis", undefined, true],
    ["redis-x", "redis", false],
    ["redisx", "redis", false],
    ["evil", "redis", false],
  ])("of %s labelled %s is waived with redis: %s", (name, label, isWaived) => {
    expect(refusals(name, label, [waiver]).length).toBe(isWaived ? 0 : 1);
  });
});

it("refuses configuration that no rule has", () => {
  expect(() => reported({}, { sight: {} })).toThrow(
    "container-not-privileged/sight: must be one of site, imageLock, canaries; remove it from the pack's configuration",
  );
});

it("reports what is wrong with a waiver", () => {
  const [, waivers] = policiesOf([{ ...waiver, service: "thanos/gone" }]);
  const messages: string[] = [];
  const { validateStack } = waivers as StackValidationPolicy;
  const type = "pulumi:pulumi:Stack";
  const root = {
    type,
    name: "bev-thanos",
    urn: `urn:pulumi:thanos::bev::${type}::bev-thanos`,
    props: {},
  };
  void validateStack({ resources: [root], getConfig: () => ({}) } as never, (message) => {
    messages.push(message);
  });
  expect(messages).toEqual([
    'waivers/thanos/gone/container-not-privileged: must name a service of the stack, got "thanos/gone"; ' +
      "mend or remove the waiver in policies/waivers.ts",
  ]);
});
