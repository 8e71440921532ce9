/** The web entry and the way to PostgreSQL, in metrics that HAProxy's own exporter has since 2.4. */
import type { Alert, Panel } from "../metrics.ts";
import { PRIMARY } from "./postgres-proxy.ts";

const ANSWERS = "haproxy_backend_http_responses_total";
const KEPT_BY_PROXY = "by (node, service, family, proxy)";

export const alerts: readonly Alert[] = [
  {
    name: "HaproxyBackendWithoutServer",
    expr: `haproxy_backend_active_servers{proxy!="${PRIMARY}"} + haproxy_backend_backup_servers < 1`,
    for: "1m",
    severity: "critical",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} has no server for {{ $labels.proxy }} and answers 503",
  },
  {
    // Later than the server's own ContainerDown, which holds it back.
    name: "HaproxyPrimaryWithoutServer",
    expr: `haproxy_backend_active_servers{proxy="${PRIMARY}"} < 1`,
    for: "3m",
    severity: "critical",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} has no server that is written to, and refuses its clients",
  },
  {
    // Without answers there is no share, and no alert.
    name: "HaproxyServerErrors",
    expr:
      `sum ${KEPT_BY_PROXY} (rate(${ANSWERS}{code="5xx"}[5m])) / ` +
      `sum ${KEPT_BY_PROXY} (rate(${ANSWERS}[5m])) > 0.05`,
    for: "5m",
    severity: "warning",
    summary:
      "{{ $value | humanizePercentage }} of the answers of {{ $labels.proxy }} behind {{ $labels.service }} are server errors",
  },
  {
    name: "HaproxySessionsNearlyUsed",
    expr: "haproxy_frontend_current_sessions / haproxy_frontend_limit_sessions > 0.8",
    for: "5m",
    severity: "warning",
    summary:
      "{{ $labels.proxy }} of {{ $labels.service }} uses {{ $value | humanizePercentage }} of its sessions",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Answers of HAProxy",
    unit: "per second",
    series: {
      "{{node}} {{code}}": `sum by (node, service, family, code) (rate(haproxy_frontend_http_responses_total[5m]))`,
    },
  },
  {
    title: "Sessions of HAProxy",
    unit: "count",
    series: { "{{node}} {{proxy}}": "haproxy_frontend_current_sessions" },
  },
  {
    title: "Servers behind HAProxy",
    unit: "count",
    series: { "{{node}} {{proxy}}": "haproxy_backend_active_servers" },
  },
];
