import { expect, it } from "@jest/globals";
import type { RuleFacts } from "./rule.ts";
import { WaiverBook } from "./waivers.ts";
import type { Waiver } from "./waivers.ts";

const rule: RuleFacts = {
  name: "container-drop-capabilities",
  description: "",
  severity: "high",
  tags: [],
  fix: "",
};

const waiver: Waiver = {
  service: "oracle1/tor",
  rule: rule.name,
  reason: "binds a low port",
  owner: "security",
  expires: "2026-11-21",
};

/** What is said of the waivers of ORACLE1, whose `tor` and `redis` were judged. */
function problems(
  waivers: readonly Waiver[],
  { used = ["oracle1/tor"], now = "2026-11-21T12:00:00Z" } = {},
): string[] {
  const book = new WaiverBook(waivers, () => new Date(now));
  for (const service of ["oracle1/tor", "oracle1/redis"]) book.see(service);
  for (const service of used) book.waives(service, rule.name);
  return book.faults("oracle1", [rule], ["oracle1/off"]).map(({ problem }) => problem);
}

it("waives one rule for one service", () => {
  const book = new WaiverBook([waiver], () => new Date("2026-11-20"));
  expect(book.waives("oracle1/tor", rule.name)).toBe(true);
  expect(book.waives("oracle1/tor", "another-rule")).toBe(false);
  expect(book.waives("oracle1/redis", rule.name)).toBe(false);
  expect(book.waives("thanos/tor", rule.name)).toBe(false);
});

it.each([
  ["on its last second", "2026-11-21T23:59:59.999Z", true],
  ["no longer after it", "2026-11-22T00:00:00.000Z", false],
])("holds %s", (_, now, holds) => {
  const book = new WaiverBook([waiver], () => new Date(now));
  expect(book.waives("oracle1/tor", rule.name)).toBe(holds);
});

it("has nothing against a waiver that is used and holds", () => {
  expect(problems([waiver])).toEqual([]);
});

it.each([
  ["over", { expires: "2026-11-20" }, "expired on 2026-11-20"],
  ["no day", { expires: "never" }, 'must expire on a day such as 2027-06-30, got "never"'],
  [
    "a day that is none",
    { expires: "2027-13-01" },
    'must expire on a day such as 2027-06-30, got "2027-13-01"',
  ],
  ["of no rule", { rule: "no-such-rule" }, 'must name a rule, got "no-such-rule"'],
  ["of nothing", { service: "oracle1/x" }, 'must name a service of the stack, got "oracle1/x"'],
  ["unused", { service: "oracle1/redis" }, "is not used: nothing violates the rule"],
  ["without a reason", { reason: " " }, "must have a reason and an owner"],
  ["of nobody", { owner: "" }, "must have a reason and an owner"],
])("refuses one that is %s", (_, change, problem) => {
  expect(problems([{ ...waiver, ...change }])).toEqual([problem]);
});

it("keeps the waiver of a disabled service, until it expires", () => {
  const off = { ...waiver, service: "oracle1/off" };
  expect(problems([off])).toEqual([]);
  expect(problems([{ ...off, expires: "2026-11-20" }])).toEqual(["expired on 2026-11-20"]);
});

it("leaves another stack's waivers to that stack", () => {
  expect(problems([{ ...waiver, service: "thanos/x", expires: "never" }])).toEqual([]);
});

it("refuses the seventeenth, where what several services have for the same reason is one", () => {
  const surplus = (count: number) => {
    const reasons = Array.from({ length: count }, (_, index) => `reason ${String(index)}`);
    const waivers = reasons.flatMap((reason) => [
      { ...waiver, reason, service: "oracle1/a" },
      { ...waiver, reason, service: "thanos/b" },
    ]);
    return problems(waivers).filter((one) => one.includes("at most"));
  };
  expect(surplus(16)).toEqual([]);
  expect(surplus(17)).toEqual(["must be one of at most 16, there are 17"]);
});
