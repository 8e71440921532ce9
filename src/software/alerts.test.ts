/** What must be true of the rules of all products together: names, routes and runbooks. */
import { expect, it } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { catalog } from "../catalog/index.ts";
import type { Receivers } from "../catalog/receivers.ts";
import { resolveService } from "../catalog/resolve.ts";
import { receivers } from "./alertmanager/receivers.ts";
import { route } from "./alertmanager/routes.ts";
import { products, softwareOf } from "./index.ts";
import { runbookOf } from "./metrics.ts";
import type { RuleSet } from "./metrics.ts";
import { ruleSets } from "./prometheus/rules.ts";

const root = path.join(import.meta.dirname, "..", "..");
const services = catalog.map((row) => resolveService(row));
const sets = ruleSets({ services, others: [], softwareOf });

/** One line for each alert that somebody could not follow. */
function faultsOf(all: Readonly<Record<string, RuleSet>>): string[] {
  const named = Object.entries(all).flatMap(([ruleSet, { alerts }]) =>
    alerts.map((alert) => ({ ruleSet, ...alert })),
  );
  const names = named.map(({ name }) => name);
  const routed = route({}).routes.flatMap(({ matchers }) => matchers);
  return named.flatMap(({ ruleSet, name, severity }, index) => [
    ...(names.indexOf(name) < index ? [`${name}: must be one alert's name, is another's too`] : []),
    ...(routed.includes(`severity="${severity}"`)
      ? []
      : [`${name}: must have a severity that is routed, has ${severity}`]),
    ...(hasSection(runbookOf(ruleSet, name))
      ? []
      : [`${name}: must have its section at ${runbookOf(ruleSet, name)}, has none`]),
  ]);
}

function hasSection(runbook: string): boolean {
  const [file = "", anchor] = runbook.split("#");
  return sectionsOf(file).some((section) => section.toLowerCase() === anchor);
}

function sectionsOf(file: string): string[] {
  if (!existsSync(path.join(root, file))) return [];
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);
}

it("has a name, a route and a runbook for each alert", () => {
  expect(faultsOf(sets)).toEqual([]);
});

it("names an alert without them", () => {
  const [down] = sets["redis-exporter"]?.alerts ?? [];
  if (!down) throw new Error("no alert of Redis");
  const silent = { ...down, name: "RedisSilent", severity: "urgent" as "info" };
  expect(faultsOf({ "redis-exporter": { alerts: [down, down, silent] } })).toEqual([
    "RedisDown: must be one alert's name, is another's too",
    "RedisSilent: must have a severity that is routed, has urgent",
    "RedisSilent: must have its section at docs/runbooks/redis-exporter.md#redissilent, has none",
  ]);
});

it("has no section of a runbook without its alert", () => {
  const folder = path.join(root, "docs", "runbooks");
  const pages = readdirSync(folder).filter((name) => name !== "README.md");
  const written = pages.flatMap((page) =>
    sectionsOf(path.join("docs", "runbooks", page)).map((title) => `${page} ${title}`),
  );
  const wanted = Object.entries(sets).flatMap(([ruleSet, { alerts }]) =>
    alerts.map(({ name }) => `${ruleSet}.md ${name}`),
  );
  expect(written.sort()).toEqual(wanted.sort());
});

it("has the rules of every product in its file", () => {
  const withMetrics = Object.keys(products).filter((name) => products[name]?.metrics);
  expect(Object.keys(sets)).toEqual([
    "platform",
    "bev",
    "slo",
    "drift",
    "standby",
    ...withMetrics.sort(),
  ]);
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
