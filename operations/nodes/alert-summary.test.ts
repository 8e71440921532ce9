/** What `bev status` says of alerts. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import type { FiringAlert } from "./alerts.ts";
import { alertSummary, summaryText } from "./alert-summary.ts";

const told = [{ name: "chat", kind: "slack", missing: undefined } as const];
const untold = [{ name: "chat", kind: "slack", missing: "alertmanager/slack-url" } as const];

function alert(severity: string, quiet?: string): FiringAlert {
  const where = { node: "thanos", service: "redis", since: "2026-11-29T12:00:00Z" };
  return { name: "A", severity, ...where, summary: "", runbook: "", quiet };
}

it("counts what fires by severity, and what is quiet apart", () => {
  const firing = [alert("critical"), alert("warning"), alert("warning"), alert("info", "follows")];
  expect(summaryText({ firing, isWatched: true }, told)).toBe("1 critical, 2 warning; 1 quiet");
  expect(summaryText({ firing: [], isWatched: true }, told)).toBe("none");
});

it("says that nobody is told, or that nothing comes", () => {
  expect(summaryText({ firing: [], isWatched: true }, untold)).toBe(
    "none; nobody is told, for no receiver has its secret: npx bev secrets set alertmanager/slack-url",
  );
  expect(summaryText({ firing: [alert("critical")], isWatched: true }, [])).toBe(
    "1 critical; nobody is told, for bev:alerts has no receiver",
  );
  expect(summaryText({ firing: [], isWatched: false }, told)).toBe("none; Prometheus sends none");
});

it("does not fail where there is no Alertmanager", async () => {
  const services = { alertmanager: { enabled: false } };
  const config = { ...trackedConfig("oracle1"), services };
  expect(await alertSummary(() => Promise.resolve(config))).toMatch(
    /^not known: bev:services.alertmanager: must be enabled on oracle1 for that, is not; /,
  );
});

it("does not fail where the configuration cannot be read", async () => {
  const read = () => Promise.reject(new Error("Pulumi.oracle1.yaml:3: must be YAML, is not"));
  expect(await alertSummary(read)).toBe("not known: Pulumi.oracle1.yaml:3: must be YAML, is not");
});
