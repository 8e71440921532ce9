/** Where a service answers with its metrics, and what they mean: recording rules, alerts and panels. */
import type { Service } from "../catalog/resolve.ts";
import type { Severity } from "../catalog/severities.ts";
import type { MetricsSpec } from "../catalog/types.ts";

/** What a product's folder says of its metrics. */
export interface Metrics extends RuleSet, Omit<MetricsSpec, "job"> {
  /** Absent: the product's name. */
  job?: string;
  /** They are those of the service that its row depends on first: its labels are on them. */
  ofDependency?: true;
}

export interface RuleSet {
  /** How often they are judged. Absent: as often as all others. */
  interval?: string;
  records?: readonly RecordingRule[];
  alerts: readonly Alert[];
  panels?: readonly Panel[];
}

/** A picture of how values go over time. */
export interface Panel {
  title: string;
  unit: Unit;
  /** By legend: an expression. `{{node}}` in a legend is that label of the series. */
  series: Readonly<Record<string, string>>;
}

/** A share is a part of 1, a percent of 100. */
export type Unit = "count" | "share" | "percent" | "seconds" | "bytes" | "per second" | "degrees";

export interface RecordingRule {
  record: string;
  expr: string;
  /** What the result lacks. */
  labels?: Readonly<Record<string, string>>;
}

export interface Alert {
  /** One for the whole platform; its runbook has a section of this name. */
  name: string;
  expr: string;
  /** How long the expression must hold, such as 5m. */
  for: string;
  severity: Severity;
  /** One sentence with the labels of the result in it. */
  summary: string;
  /** What the result lacks: an alert needs a family to be routed by. */
  labels?: Readonly<Record<string, string>>;
}

/** The labels that every target has and every alert keeps, in an aggregation. */
export const KEPT = "by (node, service, family)";

/** Where the metrics of a service are: as its row says, else as its product does. */
export function metricsOf(service: Service, product?: Metrics): MetricsSpec | undefined {
  if (service.metrics) return service.metrics;
  return product && { ...product, job: product.job ?? service.image.software };
}

/** A page for each rule set, a section for each of its alerts. */
export function runbookOf(ruleSet: string, alert?: string): string {
  return `docs/runbooks/${ruleSet}.md${alert === undefined ? "" : `#${alert.toLowerCase()}`}`;
}
