/** The order in which services get their data back. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { agentsOf } from "./agents.ts";
import { mostNeededFirst } from "./order.ts";

const on = (node: string, ...names: string[]) => names.map((service) => ({ node, service }));

it("restores a service after all that it needs, directly or not", () => {
  const rows = [
    { name: "page", node: "thanos", dependsOn: ["api"] },
    { name: "api", node: "thanos", dependsOn: ["store"] },
    { name: "store", node: "thanos" },
    { name: "store", node: "oracle1" },
    { name: "alone", node: "thanos" },
  ] as const;
  const order = mostNeededFirst(on("thanos", "page", "alone", "api", "store"), rows as never);
  expect(order.map(({ service }) => service)).toEqual(["store", "api", "page", "alone"]);
});

it("restores what other services of THANOS need before the rest", () => {
  const [agent] = agentsOf(new Map([["thanos", trackedConfig("thanos")]]));
  const names = agent?.saved.map(({ service }) => service) ?? [];
  const order = mostNeededFirst(on("thanos", ...names)).map(({ service }) => service);
  expect(order.slice(0, 2)).toEqual(["postgres", "redis-thanos"]);
});

it("restores a database of one node before what needs it on another", () => {
  const order = mostNeededFirst([...on("oracle1", "auto-recovery"), ...on("thanos", "postgres")]);
  expect(order.map(({ service }) => service)).toEqual(["postgres", "auto-recovery"]);
});
