/**
 * Vault, in metrics of its 1.21. That it is sealed its health says (blackbox-exporter): of `vault_core_unsealed` the
 * series of before stays for a day.
 */
import type { Alert, Panel } from "../metrics.ts";

const REFUSED = ["request", "response"]
  .map((kind) => `increase(vault_audit_log_${kind}_failure[10m])`)
  .join(" + ");

export const alerts: readonly Alert[] = [
  {
    // What it cannot write down it does not answer.
    name: "VaultAuditFails",
    expr: `${REFUSED} > 0`,
    for: "0s",
    severity: "critical",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} cannot write its audit log and refuses requests",
  },
  {
    name: "VaultLeasesGrow",
    expr: "vault_expire_num_leases - min_over_time(vault_expire_num_leases[1h]) > 500",
    for: "0s",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} has {{ $value }} leases more than it had within the hour",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Leases of Vault",
    unit: "count",
    series: { "{{node}}/{{service}}": "vault_expire_num_leases" },
  },
  {
    title: "Requests to Vault",
    unit: "per second",
    series: { "{{node}}/{{service}}": "rate(vault_core_handle_request_count[5m])" },
  },
];
