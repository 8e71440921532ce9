/** The order in which services of a lost node get their data back. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { agentsOf } from "./agents.ts";
import { mostNeededFirst } from "./order.ts";

const saved = (...names: string[]) => names.map((service) => ({ service }));

it("restores a service after all that it needs, directly or not", () => {
  const rows = [
    { name: "page", node: "thanos", dependsOn: ["api"] },
    { name: "api", node: "thanos", dependsOn: ["store"] },
    { name: "store", node: "thanos" },
    { name: "store", node: "oracle1" },
    { name: "alone", node: "thanos" },
  ] as const;
  const order = mostNeededFirst(saved("page", "alone", "api", "store"), "thanos", rows as never);
  expect(order.map(({ service }) => service)).toEqual(["store", "api", "page", "alone"]);
});

it("restores what other services of THANOS need before the rest", () => {
  const [agent] = agentsOf(new Map([["thanos", trackedConfig("thanos")]]));
  const order = mostNeededFirst(agent?.saved ?? [], "thanos").map(({ service }) => service);
  expect(order.slice(0, 2)).toEqual(["postgres", "redis-thanos"]);
});
