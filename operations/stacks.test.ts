/** Which services `--only` may name. */
import { expect, it } from "@jest/globals";
import { checkServices } from "./stacks.ts";

it("names a service that none of the nodes has", () => {
  expect(() => {
    checkServices(["thanos"], ["redis"]);
  }).toThrow('--only: must name services of thanos, got "redis"; docs/services.md lists them');
});

it("accepts services of all nodes that are asked for", () => {
  expect(() => {
    checkServices(["oracle1", "thanos"], ["redis", "postgres"]);
  }).not.toThrow();
});
