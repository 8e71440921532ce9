/**
 * BEV's own services: the rules and alerts of the documents (001:706-804), with their faults mended
 * (C89-C94). docs/images.md says which metrics the services must have.
 */
import type { RuleSet } from "../metrics.ts";
import { KEPT } from "../metrics.ts";
import { SWITCHED_OFF } from "./platform.ts";

function mean(metric: string): string {
  return `sum ${KEPT} (rate(${metric}_sum[5m])) / sum ${KEPT} (rate(${metric}_count[5m]))`;
}

export const bev: RuleSet = {
  records: [
    { record: "bev:avatar_response_time_avg", expr: mean("avatar_response_time_seconds") },
    { record: "bev:avatar_fps", expr: `sum ${KEPT} (rate(avatar_frames_total[1m]))` },
    {
      record: "bev:reasoning_operations_per_second",
      expr: `sum ${KEPT} (rate(extended_reasoning_operations_total[1m]))`,
    },
    { record: "bev:reasoning_time_avg", expr: mean("extended_reasoning_time_seconds") },
    {
      record: "bev:osint_investigations_active",
      expr: `sum ${KEPT} (osint_investigation_active)`,
    },
    {
      // Without attempts there is no rate, and no alert.
      record: "bev:osint_sources_success_rate",
      expr:
        `sum ${KEPT} (rate(osint_source_success_total[5m])) / ` +
        `(sum ${KEPT} (rate(osint_source_attempts_total[5m])) > 0)`,
    },
    {
      record: "bev:threat_detections_per_hour",
      expr: `sum ${KEPT} (increase(threat_detections_total[1h]))`,
    },
  ],
  panels: [
    {
      title: "Avatar System Performance",
      unit: "seconds",
      series: { "{{service}} answers in": "bev:avatar_response_time_avg" },
    },
    {
      title: "Frames of the avatar",
      unit: "per second",
      series: { "{{service}}": "bev:avatar_fps" },
    },
    {
      title: "Extended Reasoning Operations",
      unit: "per second",
      series: { "{{service}}": "bev:reasoning_operations_per_second" },
    },
    {
      title: "Active OSINT Investigations",
      unit: "count",
      series: { "{{service}}": "bev:osint_investigations_active" },
    },
    {
      title: "Questions to OSINT sources that succeed",
      unit: "share",
      series: { "{{service}}": "bev:osint_sources_success_rate" },
    },
    {
      title: "Threats found in an hour",
      unit: "count",
      series: { "{{service}}": "bev:threat_detections_per_hour" },
    },
  ],
  alerts: [
    {
      name: "AvatarSystemDown",
      expr: `up{job="bev-avatar-system"} == 0 unless on (node) ${SWITCHED_OFF}`,
      for: "1m",
      severity: "critical",
      summary: "the avatar system {{ $labels.service }} on {{ $labels.node }} does not answer",
    },
    {
      name: "AvatarSlow",
      expr: "bev:avatar_response_time_avg > 0.1",
      for: "2m",
      severity: "warning",
      summary: "the avatar answers in {{ $value | humanizeDuration }}; its target is 100 ms",
    },
    {
      name: "AvatarVerySlow",
      expr: "bev:avatar_response_time_avg > 0.5",
      for: "2m",
      severity: "critical",
      summary: "the avatar answers in {{ $value | humanizeDuration }}; its target is 100 ms",
    },
    {
      name: "ExtendedReasoningHighLatency",
      expr: "bev:reasoning_time_avg > 2",
      for: "2m",
      severity: "warning",
      summary: "extended reasoning takes {{ $value | humanizeDuration }}; its target is 2 s",
    },
    {
      name: "OSINTSourcesBelowTarget",
      expr: "bev:osint_sources_success_rate < 0.95",
      for: "5m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of the questions to OSINT sources succeed; the target is 95 %",
    },
    {
      name: "OSINTInvestigationFailureRate",
      expr: "bev:osint_sources_success_rate < 0.8",
      for: "5m",
      severity: "critical",
      summary:
        "{{ $value | humanizePercentage }} of the questions to OSINT sources succeed; the target is 95 %",
    },
  ],
};
