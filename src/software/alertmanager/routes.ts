/** Where alerts go: by severity, which says how soon and how often, then by family. */
import { families } from "../../catalog/families.ts";
import { severities } from "../../catalog/severities.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { Severity } from "../../catalog/severities.ts";
import type { Receivers } from "../../catalog/receivers.ts";
import { TEST_LABEL, testReceiver, UNROUTED } from "./names.ts";
import { WATCHDOG_RECEIVER, WATCHDOG_SILENT, WATCHED } from "./names.ts";

/** How long the first alert waits for others of its group, how soon its end is told, and when it is told again. */
const timing: Record<
  Severity,
  Record<"group_wait" | "group_interval" | "repeat_interval", string>
> = {
  critical: { group_wait: "10s", group_interval: "1m", repeat_interval: "1h" },
  // With a scrape and a round of the rules somebody is told within a minute.
  warning: { group_wait: "20s", group_interval: "1m", repeat_interval: "12h" },
  info: { group_wait: "5m", group_interval: "5m", repeat_interval: "7d" },
};

/**
 * After its start a standby may hear of others before it hears that the other one works, which comes each 75 s at the
 * latest. What was held back is told within a minute once that one is silent.
 */
const STANDBY_TIMING = { group_wait: "90s", group_interval: "1m" };

export function route(active: Receivers, { standbyFor }: Pick<Service, "standbyFor"> = {}) {
  const isStandby = standbyFor !== undefined;
  return {
    receiver: UNROUTED,
    group_by: ["alertname", "node", "service"],
    routes: [
      ...Object.keys(active).map((name) => ({
        matchers: [`${TEST_LABEL}="${name}"`],
        receiver: testReceiver(name),
        group_by: [TEST_LABEL, "test"],
        group_wait: "0s",
        // As long as Alertmanager tries again: somebody waits for what comes of it.
        group_interval: "10s",
        repeat_interval: "1d",
      })),
      {
        matchers: [`alertname=~"${WATCHED.join("|")}"`],
        receiver: WATCHDOG_RECEIVER,
        group_wait: "0s",
        group_interval: "1m",
        repeat_interval: "1m",
      },
      ...(isStandby
        ? [
            {
              matchers: [`alertname="${WATCHDOG_SILENT}"`],
              receiver: "critical-monitoring",
              ...timing.critical,
              ...STANDBY_TIMING,
              // The others are let through at the same time, and it says why they come from here.
              group_wait: "0s",
            },
          ]
        : []),
      ...severities.map((severity) => ({
        matchers: [`severity="${severity}"`],
        receiver: severity,
        ...timing[severity],
        ...(isStandby && STANDBY_TIMING),
        routes: families.map((family) => ({
          matchers: [`family="${family}"`],
          receiver: `${severity}-${family}`,
        })),
      })),
    ],
  };
}
