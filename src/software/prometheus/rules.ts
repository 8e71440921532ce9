/** One file with the rules of the platform, of BEV's own services and of every product that is there. */
import { stringify } from "yaml";
import type { Alert, RuleSet } from "../metrics.ts";
import { runbookOf } from "../metrics.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { ConfigContext } from "../software.ts";
import { OUTAGE } from "../alertmanager/names.ts";
import { bev } from "./bev.ts";
import { drift } from "./drift.ts";
import { platform } from "./platform.ts";
import { slo } from "./slo.ts";
import { standbyRules } from "./standby.ts";

/** By name, which is that of their group and of their page of runbooks. */
export function ruleSets({
  services,
  others,
  softwareOf,
}: Pick<ConfigContext, "services" | "others" | "softwareOf">): Record<string, RuleSet> {
  const products = [...services, ...others].flatMap((service) => {
    const { metrics } = softwareOf(service);
    return metrics ? [[service.image.software, metrics] as const] : [];
  });
  const byName = products.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const standby = standbyRules([...services, ...others]);
  const rest = standby && { standby };
  return { platform, bev, slo, drift, ...rest, ...Object.fromEntries(byName) };
}

/** All of them, but whether the other one works: only a standby asks that. */
export function judgedBy(
  { standbyFor }: Pick<Service, "standbyFor">,
  { standby, ...all }: Readonly<Record<string, RuleSet>>,
): Record<string, RuleSet> {
  return standby && standbyFor !== undefined ? { ...all, standby } : all;
}

export function rulesFile(sets: Readonly<Record<string, RuleSet>>): string {
  const groups = Object.entries(sets).map(([name, { interval, records = [], alerts }]) => ({
    name,
    ...(interval === undefined ? {} : { interval }),
    rules: [...records, ...alerts.map((alert) => ruleOf(name, alert))],
  }));
  return stringify({ groups }, { lineWidth: 0 });
}

export function isOutage({ name, severity }: Pick<Alert, "name" | "severity">): boolean {
  return severity === "critical" && name.endsWith(OUTAGE);
}

/** As Prometheus reads it. */
export function ruleOf(ruleSet: string, alert: Alert) {
  const { name, expr, severity, labels, summary } = alert;
  return {
    alert: name,
    expr,
    ...(alert.for === "0s" ? {} : { for: alert.for }),
    // What it holds back is seen to be over a little later, and would be told meanwhile.
    ...(isOutage(alert) && { keep_firing_for: "1m" }),
    labels: { severity, ...labels },
    annotations: { summary, runbook: runbookOf(ruleSet, name) },
  };
}
