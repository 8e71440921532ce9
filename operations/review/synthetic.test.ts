/** Plans as `pulumi preview --save-plan` writes them, and the states that stand for their update. */
import { expect, it } from "@jest/globals";
import { UNKNOWN } from "./plan.ts";
import { syntheticState } from "./synthetic.ts";
import type { ResourcePlan } from "./synthetic.ts";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

function plan(
  goal: Partial<ResourcePlan["goal"]> = {},
  more: Partial<ResourcePlan> = {},
): ResourcePlan {
  return { goal: { type: "t", custom: true, ...goal }, steps: ["create"], ...more };
}

function stateOf(
  plans: Record<string, ResourcePlan>,
  previous = [] as ReturnType<typeof syntheticState>,
) {
  return syntheticState(plans, new Set(), previous);
}

it("puts each resource after what it needs", () => {
  const plans = {
    a: plan({ dependencies: ["c"] }),
    b: plan({ provider: `p::${UNKNOWN}` }),
    c: plan({ parent: "z" }),
    p: plan(),
    z: plan({ custom: false }),
  };
  expect(stateOf(plans).map(({ urn }) => urn)).toEqual(["z", "c", "a", "p", "b"]);
});

it("refers to a provider by the id that it gives to it", () => {
  const [provider, user] = stateOf({ p: plan(), q: plan({ provider: `p::${UNKNOWN}` }) });
  expect(provider?.id).toMatch(/^invented-[0-9a-f]{64}$/);
  expect(user?.provider).toBe(`p::${provider?.id ?? ""}`);
});

it("gives no id to a component", () => {
  expect(stateOf({ a: plan({ custom: false }) })[0]).not.toHaveProperty("id");
});

it("takes an unknown input for the id of what it depends on", () => {
  const plans = {
    a: plan(),
    b: plan({
      inputDiff: { adds: { triggers: [UNKNOWN, "fixed"], name: "b" } },
      propertyDependencies: { triggers: ["a"], name: [] },
    }),
  };
  const [a, b] = stateOf(plans);
  expect(b?.inputs).toEqual({ triggers: [a?.id, "fixed"], name: "b" });
});

it("applies what the next plan knows better to what the last one left", () => {
  const inputs = { kept: 1, changed: 1, gone: 1 };
  const previous = stateOf({ a: plan({ inputDiff: { adds: inputs } }) });
  const inputDiff = { adds: { added: 2 }, updates: { changed: 2 }, deletes: ["gone"] };
  expect(stateOf({ a: plan({ inputDiff }) }, previous)[0]?.inputs).toEqual({
    kept: 1,
    changed: 2,
    added: 2,
  });
});

it("makes up a secret that only an update draws, keeps it secret and keeps it the same", () => {
  const state = { result: { ...SECRET, plaintext: JSON.stringify(UNKNOWN) }, length: 40 };
  const first = stateOf({ a: plan({}, { state }) });
  const secret = first[0]?.outputs?.["result"] as { plaintext: string };
  expect(secret).toMatchObject(SECRET);
  expect(JSON.parse(secret.plaintext)).toMatch(/^[0-9a-z]{40}$/);
  expect(stateOf({ a: plan({}, { state }) }, first)).toEqual(first);
});

it("leaves out any other output that only an update knows", () => {
  const state = { exitCode: UNKNOWN, addresses: [UNKNOWN], name: "a" };
  expect(stateOf({ a: plan({}, { state }) })[0]?.outputs).toEqual({ name: "a" });
});

it("takes the inputs for the outputs of a provider that was not asked, and makes up what programs compute with", () => {
  const inputDiff = { adds: { backend: "pki" } };
  const type = "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert";
  const [root] = stateOf({ root: plan({ type, inputDiff }) });
  expect(root?.outputs).toEqual({
    backend: "pki",
    certificate: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
  });
  expect(stateOf({ a: plan({ inputDiff }) })[0]?.outputs).toEqual({ backend: "pki" });
});

it("keeps an output that an update would compute again as it was", () => {
  const previous = stateOf({ a: plan({}, { state: { stdout: "said" } }) });
  const state = { stdout: UNKNOWN };
  expect(stateOf({ a: plan({}, { state }) }, previous)[0]?.outputs).toEqual({ stdout: "said" });
});

it("keeps what protects a resource", () => {
  const [resource] = syntheticState({ a: plan({ protect: true }) }, new Set(["a"]), []);
  expect(resource).toMatchObject({ protect: true, retainOnDelete: true });
});

it("is the same whatever order the engine lists dependencies in", () => {
  const dependsOn = (...urns: string[]) =>
    stateOf({
      a: plan(),
      b: plan(),
      c: plan({ dependencies: urns, propertyDependencies: { x: urns } }),
    });
  expect(dependsOn("a", "b")).toEqual(dependsOn("b", "a"));
});
