/** What must be true of the rules of all products together: runbooks, groups and receivers. */
import { expect, it } from "@jest/globals";
import { runbookSections } from "../../test/kit/runbooks.ts";
import { catalog } from "../catalog/index.ts";
import type { Receivers } from "../catalog/receivers.ts";
import { resolveService } from "../catalog/resolve.ts";
import { receivers } from "./alertmanager/receivers.ts";
import { route } from "./alertmanager/routes.ts";
import { products, softwareOf } from "./index.ts";
import { runbookOf } from "./metrics.ts";
import { ruleSets } from "./prometheus/rules.ts";

const services = catalog.map((row) => resolveService(row));
const sets = ruleSets({ services, others: [], softwareOf });

it("has a section in the runbooks for each alert, and no other", () => {
  const wanted = Object.entries(sets).flatMap(([ruleSet, { alerts }]) =>
    alerts.map(({ name }) => runbookOf(ruleSet, name)),
  );
  expect(runbookSections().sort()).toEqual(wanted.sort());
});

it("has the rules of every product in its file", () => {
  const withMetrics = Object.keys(products).filter((name) => products[name]?.metrics);
  expect(Object.keys(sets)).toEqual(["platform", "bev", ...withMetrics.sort()]);
});

it.each<[Receivers]>([[{}], [{ ops: { kind: "sms", severities: ["critical"] } }]])(
  "has a receiver for each route, with %j",
  (active) => {
    const top = route(active);
    const used = top.routes.flatMap((one) => [
      one.receiver,
      ...("routes" in one ? one.routes.map(({ receiver }) => receiver) : []),
    ]);
    expect([top.receiver, ...used].sort()).toEqual(
      receivers(active)
        .map(({ name }) => name)
        .sort(),
    );
  },
);
