/** What a standby judges besides: whether the Prometheus that it stands in for still has people told. */
import type { Service } from "../../catalog/resolve.ts";
import { PRIMARY_MONITORS, WATCHDOG, WATCHDOG_SILENT } from "../alertmanager/names.ts";
import type { RuleSet } from "../metrics.ts";

/**
 * Prometheus sends what fires each 75 s at the latest, and the watchdog fires always: an Alertmanager that takes nothing
 * for three minutes shows that rules are not judged, or that what they say does not come.
 *
 * @param services those of all stacks
 */
export function standbyRules(services: readonly Service[]): RuleSet | undefined {
  const enabled = services.filter((one) => one.enabled);
  const standby = enabled.find(
    ({ standbyFor, image }) => standbyFor !== undefined && image.software === "prometheus",
  );
  const primary = enabled.find(({ name }) => name === standby?.standbyFor);
  const manager = enabled.find(
    ({ node, image }) => node === primary?.node && image.software === "alertmanager",
  );
  if (!standby || !primary || !manager) return undefined;
  const of = (service: string) => `node="${primary.node}",service=~"${service}"`;
  const up = `up{${of(`${primary.name}|${manager.name}`)}}`;
  const taken = `alertmanager_alerts_received_total{${of(manager.name)},status="firing"}`;
  const family = { family: primary.family };
  return {
    alerts: [
      {
        name: WATCHDOG_SILENT,
        expr: `count by (node) (${up} == 0 or increase(${taken}[3m]) == 0)`,
        for: "2m",
        severity: "critical",
        summary: `${primary.name} on {{ $labels.node }} has nobody told of alerts: ${standby.name} on ${standby.node} does`,
        labels: family,
      },
      {
        // Its Alertmanager holds everything back while this fires, so it fires unless that is known to be wrong.
        name: PRIMARY_MONITORS,
        expr: `vector(1) unless on () ALERTS{alertname="${WATCHDOG_SILENT}",alertstate="firing"}`,
        for: "0s",
        severity: "info",
        summary: `${primary.name} on ${primary.node} has people told of alerts: its ${WATCHDOG} is seen`,
        labels: family,
      },
    ],
  };
}
