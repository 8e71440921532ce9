/** Which nodes come back by their backups, and what their Engine must be like. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { agentsOf } from "./agents.ts";
import { lostNode } from "./lost-node.ts";

const names = ["oracle1", "starlord", "thanos"];
const configs = new Map(names.map((name) => [name, trackedConfig(name)]));
const agents = agentsOf(configs);

it("takes a node with an agent, and knows where its backups and those of others are", () => {
  const { agent, prefix } = lostNode("thanos", agents, configs);
  expect([agent.node, prefix, agent.keeper]).toEqual(["thanos", "bev_", "oracle1"]);
  expect(agent.unkept.replicated).toContain("kafka-2/data");
  expect(agent.unkept.none).toContain("backup-store-thanos/data");
});

it.each([
  ["us-east", '--node: must be one of oracle1, thanos, starlord, got "us-east"'],
  [
    "starlord",
    "starlord: must have an agent that saves it, has none; npx bev up starlord deploys it without data",
  ],
])("refuses %s", (name, problem) => {
  expect(() => lostNode(name, agents, configs)).toThrow(problem);
});
