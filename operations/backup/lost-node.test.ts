/** Which nodes come back by their backups, and what their Engine must be like. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { agentsOf } from "./agents.ts";
import { lostNode } from "./lost-node.ts";

const names = ["oracle1", "starlord", "thanos"];
const configs = new Map(names.map((name) => [name, trackedConfig(name)]));
const agents = agentsOf(configs);

it("takes one that is there on demand, and says what of it nobody saves", () => {
  const { agent } = lostNode("starlord", agents, configs);
  expect([agent.isOnDemand, agent.keeper]).toEqual([true, "oracle1"]);
  expect(agent.saved.map(({ service }) => service)).toEqual([
    ...["staging-postgres", "staging-redis", "code-server", "git-server"],
  ]);
  const why = "it needs a token of Vault, which the agent does not have";
  expect(agent.unsaved).toEqual([{ service: "staging-vault", why }]);
});

it("takes a node with an agent, and knows where its backups and those of others are", () => {
  const { agent, prefix } = lostNode("thanos", agents, configs);
  expect([agent.node, prefix, agent.keeper]).toEqual(["thanos", "bev_", "oracle1"]);
  expect(agent.unkept.replicated).toContain("kafka-2/data");
  expect(agent.unkept.none).toContain("backup-store-thanos/data");
});

it("refuses what is no node, and a node without an agent", () => {
  expect(() => lostNode("us-east", agents, configs)).toThrow(
    '--node: must be one of oracle1, thanos, starlord, got "us-east"',
  );
  const others = agents.filter(({ node }) => node !== "starlord");
  expect(() => lostNode("starlord", others, configs)).toThrow(
    "starlord: must have an agent that saves it, has none; npx bev up starlord deploys it without data",
  );
});
