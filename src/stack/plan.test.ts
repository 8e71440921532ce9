/** What a plan says before Pulumi sees any of it, beyond what its rows say. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { formatFaults } from "../lib/faults.ts";
import { planStack, renderFaults } from "./plan.ts";

it("refuses a file that refers to a port that is not there", () => {
  const plan = planStack("thanos", trackedConfig("thanos"));
  const services = plan.services.map((one) =>
    one.name === "postgres" ? { ...one, ports: [] } : one,
  );
  const fault =
    "thanos/endpoints/postgres: must be a service with a port, is none; set it in src/catalog";
  // The pooler's file and the exporter's.
  expect(formatFaults(renderFaults({ ...plan, services }))).toBe(`${fault}\n${fault}`);
});

it("has nothing against the tracked stacks", () => {
  expect(renderFaults(planStack("oracle1", trackedConfig("oracle1")))).toEqual([]);
});
