import { expect, it } from "@jest/globals";
import { withoutVote } from "./vote.ts";

const machine = {
  ...{ host: "ssh://us", address: "100.64.10.1", architecture: "amd64" as const },
  ...{ memoryMebibytes: 8192, cores: 4 },
};

it("leaves out production's third vote and who acts by it", () => {
  const machines = { "edge-us-east": { ...machine, votes: true as const } };
  expect(withoutVote("oracle1", machines)).toEqual({ "failover-watch": { enabled: false } });
  expect(withoutVote("edge-us-east", machines)).toEqual({ "failover-vote": { enabled: false } });
  expect(withoutVote("thanos", machines)).toEqual({});
  expect(withoutVote("oracle1", { "edge-us-east": machine })).toEqual({});
});
