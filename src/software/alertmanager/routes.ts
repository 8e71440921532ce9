/**
 * Where alerts go: by severity, which says how soon and how often, then by family. No receiver sends
 * anything yet: Alertmanager keeps what fires and shows it.
 */
import { families } from "../../catalog/families.ts";
import { severities } from "../metrics.ts";
import type { Severity } from "../metrics.ts";

/** How long the first alert waits for others of its group, and when what still fires is told again. */
const timing: Record<Severity, { group_wait: string; repeat_interval: string }> = {
  critical: { group_wait: "10s", repeat_interval: "1h" },
  warning: { group_wait: "1m", repeat_interval: "12h" },
  info: { group_wait: "5m", repeat_interval: "7d" },
};

/** Takes what has no severity: no rule of this platform. */
const UNROUTED = "unrouted";

export const WATCHDOG = "Watchdog";

export function route() {
  return {
    receiver: UNROUTED,
    group_by: ["alertname", "node", "service"],
    routes: [
      {
        matchers: [`alertname="${WATCHDOG}"`],
        receiver: "watchdog",
        group_wait: "0s",
        group_interval: "1m",
        repeat_interval: "1m",
      },
      ...severities.map((severity) => ({
        matchers: [`severity="${severity}"`],
        receiver: severity,
        ...timing[severity],
        routes: families.map((family) => ({
          matchers: [`family="${family}"`],
          receiver: `${severity}-${family}`,
        })),
      })),
    ],
  };
}

export function receivers() {
  const bySeverity = severities.flatMap((severity) => [
    severity,
    ...families.map((family) => `${severity}-${family}`),
  ]);
  return [UNROUTED, "watchdog", ...bySeverity].map((name) => ({ name }));
}
