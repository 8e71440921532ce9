/** The evaluator of policy files: its own tests, and one call as other tests make it. */
import { describe, expect, it } from "@jest/globals";
import { run } from "../kit/engine.ts";
import { built, tailnetFilterTests } from "../kit/go-programs.ts";
import { evaluatePolicy } from "../kit/tailnet-filter.ts";
import type { TailnetNode } from "../kit/tailnet-filter.ts";

const nodes: TailnetNode[] = [
  { name: "thanos", address: "100.122.12.54", tags: ["tag:thanos"] },
  { name: "oracle1", address: "100.64.0.1", tags: ["tag:oracle1"] },
  { name: "laptop", address: "100.64.0.2", user: "alice@example.com" },
];

const POLICY = `{
  "tagOwners": { "tag:thanos": [], "tag:oracle1": [] },
  // Trailing commas and comments are of the format.
  "grants": [{ "src": ["tag:thanos"], "dst": ["tag:oracle1"], "ip": ["tcp:8200"] }],
  "tests": [
    { "src": "tag:thanos", "accept": ["tag:oracle1:8200"], "deny": ["tag:oracle1:22"] },
    { "src": "alice@example.com", "accept": ["tag:oracle1:8200"], "deny": ["tag:thanos:22"] },
    { "src": "tag:thanos", "deny": ["tag:oracle1:8200"] },
  ],
}`;

describe("tailnet-filter", () => {
  it("passes its own tests", async () => {
    const { code, output } = await run(await built(tailnetFilterTests), []);
    expect({ code, output }).toEqual({ code: 0, output: "PASS\n" });
  });

  it("says which connections are accepted, and what fails of the policy's tests", async () => {
    const queries = [
      { src: "thanos", dst: "oracle1", proto: "tcp", port: 8200 },
      { src: "thanos", dst: "oracle1", proto: "tcp", port: 8201 },
      { src: "oracle1", dst: "thanos", proto: "tcp", port: 8200 },
      { src: "laptop", dst: "oracle1", proto: "tcp", port: 8200 },
      { src: "thanos", dst: "oracle1", proto: "icmp" },
    ];
    expect(await evaluatePolicy(POLICY, nodes, queries)).toEqual({
      answers: [true, false, false, false, true],
      tests: [
        { src: "tag:thanos", accept: [], deny: [] },
        { src: "alice@example.com", accept: ["tag:oracle1:8200"], deny: [] },
        { src: "tag:thanos", accept: [], deny: ["tag:oracle1:8200"] },
      ],
    });
  });

  it("refuses what it does not understand", async () => {
    const policy = POLICY.replace(`"ip":`, `"via": ["tag:thanos"], "ip":`);
    await expect(evaluatePolicy(policy, nodes, [])).rejects.toThrow(
      /^exit code 2: tailnet-filter: policy: must hold only what is understood here: .*"via"/,
    );
  });
});
