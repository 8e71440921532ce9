/** Where a service answers with its metrics, and what they mean: recording rules, alerts and panels. */
import type { Service } from "../catalog/resolve.ts";
import type { Severity } from "../catalog/severities.ts";
import type { MetricsSpec } from "../catalog/types.ts";

/** How a product is asked for its metrics. */
export interface Scrape extends MetricsSpec {
  query?: Readonly<Record<string, string>>;
  /** Over TLS, by a Prometheus whose row has the authority. */
  tls?: true;
}

/** What a product's folder says of its metrics. */
export interface Metrics extends RuleSet, Omit<Scrape, "job"> {
  /** Absent: the product's name. */
  job?: string;
  /** Rows without that port have none. Absent: such a row is refused. */
  optional?: true;
  /** They are those of the service that its row depends on first: its labels are on them. */
  ofDependency?: true;
  /** They are of many services: each series names its own, and the target's labels are on what names none. */
  ofOthers?: true;
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
  /** What it says without a value. Absent: one is missing then. */
  empty?: string;
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
export function metricsOf(service: Service, product?: Metrics): Scrape | undefined {
  if (service.metrics) return service.metrics;
  const hasPort = service.ports.some(({ purpose }) => purpose === product?.purpose);
  if (product?.optional && !hasPort) return undefined;
  return product && { ...product, job: product.job ?? service.image.software };
}

/** A page for each rule set, a section for each of its alerts. */
export function runbookOf(ruleSet: string, alert?: string): string {
  return `docs/runbooks/${ruleSet}.md${alert === undefined ? "" : `#${alert.toLowerCase()}`}`;
}
