/** Events of a preview, as the engine sends them. */
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { describe, expect, it } from "@jest/globals";
import { stackPlan } from "./plan.ts";

const URN = "urn:pulumi:thanos::bev::docker:index/container:Container::web";

function step(
  op: string,
  old: object | undefined,
  next: object | undefined,
  urn = URN,
): EngineEvent {
  const state = (inputs: object | undefined) => inputs && { inputs, parent: "", outputs: {} };
  const type = "docker:index/container:Container";
  const metadata = { op, urn, type, provider: "", old: state(old), new: state(next) };
  return { sequence: 0, timestamp: 0, resourcePreEvent: { metadata } } as unknown as EngineEvent;
}

function planOf(...events: EngineEvent[]) {
  return stackPlan("thanos", events, { failed: false, errors: [] });
}

it("takes the steps of a replacement for one", () => {
  const { resources } = planOf(
    step("delete-replaced", { a: 1 }, undefined),
    step("replace", { a: 1 }, { a: 2 }),
    step("create-replacement", { a: 1 }, { a: 2 }),
  );
  expect(
    resources.map(({ action, before, after }) => [action, before?.inputs, after?.inputs]),
  ).toEqual([["replaced", { a: 1 }, { a: 2 }]]);
});

it.each([
  ["create", "created"],
  ["import", "created"],
  ["update", "changed"],
  ["delete", "deleted"],
  ["same", "same"],
])("calls the step %s %s", (op, action) => {
  expect(planOf(step(op, { a: 1 }, { a: 2 })).resources.map((one) => one.action)).toEqual([action]);
});

it("leaves out what is only read", () => {
  expect(planOf(step("read", undefined, { a: 1 })).resources).toEqual([]);
});

it("keeps a violation of a policy, its level and its resource", () => {
  const policyEvent = {
    resourceUrn: URN,
    message: "<{%fg 1%}>no digest<{%reset%}>\n",
    policyName: "image-digest",
    enforcementLevel: "mandatory",
  };
  const { violations } = planOf({
    sequence: 0,
    timestamp: 0,
    policyEvent,
  } as unknown as EngineEvent);
  expect(violations).toEqual([
    { policy: "image-digest", message: "no digest", mandatory: true, resource: "web" },
  ]);
});

describe("of a refused preview", () => {
  const recorded = [
    { urn: URN, type: "docker:index/container:Container", inputs: { a: 1 } },
    { urn: "u::b", type: "docker:index/volume:Volume", inputs: { b: 1 }, protect: true },
    { urn: "u::c", type: "docker:index/volume:Volume", delete: true },
    { urn: "u::d", type: "pulumi:pulumi:StackReference", external: true },
    { urn: "u::e", type: "pulumi:providers:random" },
  ];
  const PROTECTED = 'resource "u::b" cannot be deleted\nbecause it is protected.';
  const same = step("same", { a: 1 }, { a: 1 });
  const saying = (message: string): EngineEvent =>
    ({ sequence: 0, timestamp: 0, diagnosticEvent: { message } }) as unknown as EngineEvent;
  const violated = { policyName: "p", message: "m", enforcementLevel: "mandatory" };
  const violation = { sequence: 0, timestamp: 0, policyEvent: violated } as unknown as EngineEvent;
  const refusedFor = (errors: string[], ...events: EngineEvent[]) =>
    stackPlan("thanos", [same, ...events], { failed: true, errors }, recorded);

  it("tells of the deletions that the engine did not get to", () => {
    const { resources, isComplete } = refusedFor([PROTECTED], saying(PROTECTED));
    expect(isComplete).toBe(true);
    expect(
      resources.map(({ name, action, before }) => [name, action, before?.isProtected]),
    ).toEqual([
      ["b", "deleted", true],
      ["web", "same", false],
    ]);
  });

  it("tells of them too where a policy refused, and not what Pulumi's command said", () => {
    const { resources, errors } = refusedFor(["Command failed"], violation);
    expect([resources.map(({ name }) => name), errors]).toEqual([["b", "web"], []]);
  });

  it.each([
    ["by its program", [saying("a fault")], ["a fault"]],
    ["by its program, and a policy", [saying("a fault"), violation], ["a fault"]],
    [
      "by its program after a protected volume",
      [saying(`${PROTECTED} a fault`)],
      [PROTECTED, "a fault"],
    ],
    ["for a reason that only the command says", [], ["locked"]],
  ])("tells of none when it was stopped %s", (_what, events, errors) => {
    const { resources, isComplete } = refusedFor(errors, ...events);
    expect([resources.map(({ name }) => name), isComplete]).toEqual([["web"], false]);
  });
});
