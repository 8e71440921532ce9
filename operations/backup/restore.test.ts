/** By which steps a service goes back: what it holds is emptied, or stays. */
import { expect, it } from "@jest/globals";
import type { Agent } from "./agents.ts";
import { nothingRestored, restorePlan, restoreSteps } from "./restore.ts";

const agent = {
  ...{ node: "thanos", host: "ssh://thanos", container: "bev_backup_thanos" },
  placeOf: () => ({ service: "one", volumes: [{ name: "bev_one_data", path: "/data" }] }),
} as unknown as Agent;

const titles = (saved: { into: "service" | "volume"; alone?: object }, changes: object = {}) => {
  const one = { service: "one", container: "bev_one", ...saved } as Parameters<
    typeof restorePlan
  >[1];
  const plan = { ...restorePlan(agent, one, { id: "1", facts: "" }), ...changes };
  return restoreSteps(plan, "20261201", nothingRestored()).map(({ title }) => title);
};

const EMPTYING = ["stopping bev_one", "copying bev_one_data", "emptying bev_one_data"];
const END = ["comparing", "finishing"];

it("fills the empty volumes of a service before it starts, or the service once it runs", () => {
  const filled = ["filling the volumes of bev_one", "starting bev_one"];
  expect(titles({ into: "volume" })).toEqual([...EMPTYING, ...filled, ...END]);
  const running = ["starting bev_one", "filling bev_one"];
  expect(titles({ into: "service" })).toEqual([...EMPTYING, ...running, ...END]);
});

it("empties no member of a cluster, which the others would not take back", () => {
  const member = { into: "service" as const, alone: { MEMBERS: "1" } };
  expect(titles(member)).toEqual(["starting bev_one", "filling bev_one", ...END]);
});

it("fills a service that was deployed for it as it is", () => {
  expect(titles({ into: "service" }, { isNew: true })).toEqual(["filling bev_one", ...END]);
  const filled = ["filling the volumes of bev_one", "starting bev_one"];
  const emptying = ["stopping bev_one", "emptying bev_one_data"];
  expect(titles({ into: "volume" }, { isNew: true })).toEqual([...emptying, ...filled, ...END]);
});
