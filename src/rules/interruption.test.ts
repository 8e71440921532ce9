import { expect, it } from "@jest/globals";
import { interruptions } from "./interruption.ts";

function row(name: string, dependsOn: string[] = [], node = "a") {
  return { name, node, dependsOn };
}

const stopped = (...names: string[]) =>
  names.map((name) => ({ name, node: "a", stateful: name === "db" }));

it("tells services with data first, then by name", () => {
  const running = [row("web"), row("db"), row("api")];
  const told = interruptions(running, stopped("web", "api", "db"));
  expect(told.map(({ name, stateful }) => [name, stateful])).toEqual([
    ["db", true],
    ["api", false],
    ["web", false],
  ]);
});

it("names who needs it, on every node", () => {
  const running = [row("db"), row("web", ["db"]), row("report", ["db"], "b"), row("api")];
  const [told] = interruptions(running, stopped("db"));
  expect(told?.dependents).toEqual([
    { name: "web", node: "a" },
    { name: "report", node: "b" },
  ]);
});

it("does not name who has a service of that name on its own node", () => {
  const running = [row("db"), row("db", [], "b"), row("report", ["db"], "b")];
  const [told] = interruptions(running, stopped("db"));
  expect(told?.dependents).toEqual([]);
});

it("tells of a service that is gone for good", () => {
  expect(interruptions([], stopped("old"))).toEqual([
    { name: "old", node: "a", stateful: false, dependents: [] },
  ]);
});
