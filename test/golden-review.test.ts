/**
 * The reports that reviewers get, from recorded plans of the engine. `npm run record` records the plans
 * anew and `npm run golden` rewrites the reports; this test does neither.
 * test/engine/golden-review.long.test.ts shows that the engine still says what is recorded.
 */
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reviewMarkdown } from "../operations/review/markdown.ts";
import { stackPlan } from "../operations/review/plan.ts";
import { reviewNode } from "../operations/review/review.ts";
import { root } from "./kit/engine.ts";
import { readPlan } from "./kit/recorded-plans.ts";
import { reportOf } from "./kit/review-report.ts";
import { scenarios } from "./kit/review-scenarios.ts";

const directory = path.join(root, "test", "golden", "review");
const update = process.env["BEV_UPDATE_GOLDEN"] === "1";

function compare(name: string, report: string): void {
  const golden = path.join(directory, `${name}.md`);
  if (update) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(golden, report);
  }
  expect(existsSync(golden) ? readFileSync(golden, "utf8") : "absent").toBe(report);
}

it.each(scenarios)("reports $name as its golden file says", async (scenario) => {
  const plans = scenario.nodes.map((node) => readPlan(scenario.name, node));
  expect(plans.some(({ failed }) => failed)).toBe(scenario.refused === true);
  compare(scenario.name, await reportOf(scenario, plans));
});

it("reports a widened Vault path as its golden file says, from hand-made steps", async () => {
  const type = "vault:index/policy:Policy";
  const state = (policy: string) => ({
    inputs: { name: "osint-reader", policy },
    outputs: {},
    parent: "",
  });
  const metadata = {
    op: "update",
    urn: `urn:pulumi:oracle1::bev::${type}::osint-reader`,
    type,
    provider: "",
    old: state('path "secret/data/osint/*" {\n  capabilities = ["read"]\n}\n'),
    new: state('path "secret/data/*" {\n  capabilities = ["read", "list"]\n}\n'),
  };
  const stack = {
    op: "same",
    urn: "urn:pulumi:oracle1::bev::pulumi:pulumi:Stack::bev-oracle1",
    type: "pulumi:pulumi:Stack",
    provider: "",
    old: { ...state(""), outputs: { contract: emptyContract } },
    new: { ...state(""), outputs: { contract: emptyContract } },
  };
  const events = [
    { sequence: 0, timestamp: 0, resourcePreEvent: { metadata } },
    { sequence: 1, timestamp: 0, resOutputsEvent: { metadata: stack } },
  ] as unknown as EngineEvent[];
  const plan = stackPlan("oracle1", events, { failed: false, errors: [] });
  const capacity = { memory: 22528, cpu: 4, gpu: 0 };
  const node = await reviewNode(plan, {
    running: [],
    capacity: { before: capacity, after: capacity },
  });
  compare(
    "vault-path-widened",
    reviewMarkdown({ mode: "stateless", base: "HEAD", nodes: [node], restless: [], waivers: [] }),
  );
});

it("has no plan and no report of a scenario that is gone", () => {
  const names = scenarios.map(({ name }) => name);
  expect(readdirSync(path.join(root, "test", "data", "plans")).toSorted()).toEqual(
    names.toSorted(),
  );
  expect(readdirSync(directory).toSorted()).toEqual(
    [...names, "vault-path-widened"].map((name) => `${name}.md`).toSorted(),
  );
});

const emptyContract = { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers: {} };
