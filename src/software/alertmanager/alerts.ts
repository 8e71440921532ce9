/** When Alertmanager itself does not work as it should. */
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

export const alerts: readonly Alert[] = [
  {
    name: "AlertmanagerConfigRefused",
    expr: "alertmanager_config_last_reload_successful == 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} keeps its former configuration",
  },
  {
    name: "AlertmanagerNotificationsFail",
    expr: "sum by (node, service, family, integration) (increase(alertmanager_notifications_failed_total[5m])) > 0",
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.service }} cannot send alerts by {{ $labels.integration }}",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Messages of Alertmanager in an hour",
    unit: "count",
    series: {
      sent: `sum ${KEPT} (increase(alertmanager_notifications_total[1h]))`,
      failed: `sum ${KEPT} (increase(alertmanager_notifications_failed_total[1h]))`,
    },
  },
];
