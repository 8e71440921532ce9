import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { capacityFaults, capacityReport, coresOf, reservationOf, sharesOf } from "./capacity.ts";
import type { Budget, Consumer } from "./capacity.ts";

const budget: Budget = {
  capacity: { memory: 10_000, cpu: 4, gpu: 10 },
  targets: { memory: { warn: 0.7, fail: 0.75 }, cpu: { fail: 0.8 }, gpu: { fail: 0.8 } },
  factors: { memory: 0.5, cpu: 0.2 },
};

const consumer = (name: string, memory: number, cpu = 1, gpu = 0, count = 1): Consumer => ({
  name,
  limits: { memory, cpu, gpu },
  count,
});

const lineOf = (consumers: Consumer[], resource: string) =>
  capacityReport(consumers, budget).find((line) => line.resource === resource);

it("reserves a share of the limits, and all of the VRAM", () => {
  expect(reservationOf({ memory: 1001, cpu: 1.5, gpu: 0.25 }, budget.factors)).toEqual({
    memory: 501,
    cpu: 0.3,
    gpu: 0.25,
  });
});

it("turns cores into the Engine's shares and back, of which a container has two or more", () => {
  expect([0.001, 0.5, 2].map(sharesOf)).toEqual([2, 512, 2048]);
  expect(coresOf(512)).toBe(0.5);
});

it("does not list who reserves nothing", () => {
  expect(lineOf([consumer("none", 0), consumer("some", 100)], "memory")?.largest).toEqual([
    { name: "some", reserved: 50 },
  ]);
});

it("counts every instance", () => {
  expect(lineOf([consumer("a", 1000, 1, 0, 3)], "memory")).toMatchObject({
    reserved: 1500,
    limits: 3000,
  });
});

it("lists who reserves most first", () => {
  const line = lineOf([consumer("small", 100), consumer("large", 900)], "memory");
  expect(line?.largest).toEqual([
    { name: "large", reserved: 450 },
    { name: "small", reserved: 50 },
  ]);
});

describe("at the marks", () => {
  it.each([
    [14_000, false, false],
    [14_002, true, false],
    [15_000, true, false],
    [15_002, true, true],
  ])("limits of %d MiB: warning %s, too much %s", (memory, warn, exceeded) => {
    expect(lineOf([consumer("a", memory)], "memory")).toMatchObject({ warn, exceeded });
  });
});

it("says by how much it does not fit and who is largest", () => {
  const report = capacityReport(
    [consumer("a", 9000), consumer("b", 5000), consumer("c", 2000), consumer("d", 1000)],
    budget,
  );
  expect(formatFaults(capacityFaults("oracle1", report))).toBe(
    "oracle1/capacity/memory: reservations must be at most 7500 MiB (75 % of 10000), are 8500, " +
      "1000 too many; lower or disable a service; the largest are a 4500, b 2500, c 1000",
  );
});

it("leaves GPU units on a node without a GPU to the rule of placement", () => {
  const none = { ...budget, capacity: { ...budget.capacity, gpu: 0 } };
  const report = capacityReport([consumer("model", 1, 1, 1)], none);
  expect(capacityFaults("oracle1", report)).toEqual([]);
});
