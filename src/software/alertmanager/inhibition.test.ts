/** Which alerts are held back, from rows that depend on each other. */
import { expect, it } from "@jest/globals";
import { resolveService } from "../../catalog/resolve.ts";
import type { ServiceSpec } from "../../catalog/types.ts";
import { inhibitRules } from "./inhibition.ts";

/** Those that come of dependencies, as lines. */
function linesOf(...rows: (Partial<ServiceSpec> & Pick<ServiceSpec, "name">)[]): string[] {
  const services = rows.map((row) => resolveService({ node: "thanos", family: "osint", ...row }));
  return inhibitRules({}, services)
    .slice(2)
    .map(({ source_matchers, target_matchers }) =>
      [...source_matchers.slice(2), "->", ...target_matchers].join(" "),
    );
}

it("holds back a node that is down, and what is less than critical of one service", () => {
  expect(inhibitRules({}, [])).toEqual([
    {
      source_matchers: [`alertname="NodeDown"`],
      target_matchers: [`alertname!~"NodeDown|Watchdog|WatchdogSilent"`],
      equal: ["node"],
    },
    {
      source_matchers: [`severity="critical"`, `alertname!~"Slo.+"`],
      target_matchers: [`severity=~"warning|info"`, `service!=""`],
      equal: ["node", "service"],
    },
  ]);
});

it("holds back a service while one is down that it depends on, also by way of another", () => {
  const lines = linesOf(
    { name: "db" },
    { name: "api", dependsOn: ["db"] },
    { name: "web", dependsOn: ["api"] },
  );
  expect(lines).toEqual([
    'node="thanos" service=~"|db" -> node="thanos" service="api"',
    'node="thanos" service=~"|api|db" -> node="thanos" service="web"',
  ]);
});

it("finds it on another node, and its own node first", () => {
  const lines = linesOf(
    { name: "db" },
    { name: "cache" },
    { name: "cache", node: "oracle1" },
    { name: "app", node: "oracle1", dependsOn: ["db", "cache"] },
  );
  expect(lines).toEqual([
    'node="thanos" service=~"|db" -> node="oracle1" service="app"',
    'node="oracle1" service=~"|cache" -> node="oracle1" service="app"',
  ]);
});

it("is told by alerts alone that say that a service is down", () => {
  const services = [
    { name: "db", node: "thanos" as const, family: "osint" as const },
    { name: "api", node: "thanos" as const, family: "osint" as const, dependsOn: ["db"] },
  ].map((row) => resolveService(row));
  expect(inhibitRules({}, services)[2]?.source_matchers.slice(0, 2)).toEqual([
    `alertname=~".+Down"`,
    `severity="critical"`,
  ]);
});

it("holds everything of a standby back while the other one tells people", () => {
  const [first, ...rest] = inhibitRules({ standbyFor: "alertmanager" }, []);
  expect(first).toEqual({
    source_matchers: [`alertname="PrimaryMonitors"`],
    target_matchers: [`alertname!~"PrimaryMonitors|WatchdogSilent"`, `receiver_test=""`],
  });
  expect(rest).toEqual(inhibitRules({}, []));
});
