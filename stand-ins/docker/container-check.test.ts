import { expect, it } from "@jest/globals";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { containerFaults } from "./container-check.ts";

it.each<[Properties, string, string]>([
  [{ name: null }, "name", "this stand-in makes up no names; set it"],
  [{ name: "" }, "name", "this stand-in makes up no names; set it"],
  [{ gpus: "2" }, "gpus", 'only "all" is implemented by this stand-in, got "2"'],
  [
    { ports: [{ internal: 80, external: 80 }, { internal: 81 }] },
    "ports[1].external",
    "this stand-in lets the Engine choose no port; set it",
  ],
  [
    { ports: [{ internal: 80, external: 0 }] },
    "ports[0].external",
    "this stand-in lets the Engine choose no port; set it",
  ],
  [
    { healthcheck: { tests: [], interval: "10" } },
    "healthcheck.interval",
    'expected a duration such as "1m30s", got "10"',
  ],
  [
    { healthcheck: { tests: [], timeout: "5 s" } },
    "healthcheck.timeout",
    'expected a duration such as "1m30s", got "5 s"',
  ],
  [
    { healthcheck: { tests: [], startPeriod: "1d" } },
    "healthcheck.startPeriod",
    'expected a duration such as "1m30s", got "1d"',
  ],
])("finds the fault of %j", (inputs, property, reason) => {
  expect(containerFaults({ name: "web", ...inputs })).toEqual([{ property, reason }]);
});

it.each<[string, Properties]>([
  ["what is right", { gpus: "all", healthcheck: { tests: [], interval: "1m30s", timeout: "0s" } }],
  ["what is unknown", { name: UNKNOWN, gpus: UNKNOWN, ports: UNKNOWN, healthcheck: UNKNOWN }],
  [
    "what is unknown further in",
    { ports: [{ internal: 80, external: UNKNOWN }], healthcheck: { interval: UNKNOWN } },
  ],
  ["values of another type, which have faults of their own", { ports: "80", healthcheck: 1 }],
])("finds no fault in %s", (_what, inputs) => {
  expect(containerFaults({ name: "web", ...inputs })).toEqual([]);
});
