import { runbookOf } from "../../../../src/software/metrics.ts";
import type { Alert } from "../../../../src/software/metrics.ts";
import { seriesOf } from "../behaviour.ts";
import type { Behaviour, Series, TestGroup } from "../behaviour.ts";

const exporter = { job: "node-exporters", service: "node-exporter", family: "monitoring" };
const target = {
  job: "redis-exporter",
  service: "redis",
  family: "database",
  availability: "24/7",
};
const onDemand = { availability: "on demand" };
/** The exporter that probes answers, whatever it finds. */
const probe = { job: "probe-http" };
const up = (well: Series["well"], ill = well, labels = {}): Series => ({
  ...{ metric: "up", labels, well, ill },
});

export const platform: Record<string, Behaviour> = {
  NodeDown: {
    target,
    series: [up(1, 0), up(1, 0, exporter), up(1, 1, probe)],
    summary: "nothing on thanos answers",
    drops: ["job", "service", "availability"],
    silent: {
      "one target of several": [up(1, 0), up(1, 1, exporter)],
      "a node on demand that is switched off": [
        up(1, 0, onDemand),
        up(1, 0, { ...exporter, ...onDemand }),
      ],
      "values below 0": [up(1, -1)],
      "values above 1": [up(1, 2)],
    },
    told: {
      "a node beside one on demand that is on": [
        ...[up(1, 0), up(1, 0, exporter)],
        up(1, 1, { node: "starlord", ...exporter, ...onDemand }),
      ],
    },
  },
  TargetDown: {
    target,
    series: [up(1, 0), up(1, 1, exporter)],
    summary: "redis-exporter has no metrics of redis on thanos",
    silent: {
      "a node on demand that is switched off": [
        up(1, 0, onDemand),
        up(1, 0, { ...exporter, ...onDemand }),
        up(1, 1, { ...probe, ...onDemand }),
      ],
      "a probe whose exporter is down": [up(1, 1), up(1, 0, probe)],
      "values below 0": [up(1, -1)],
      "values above 1": [up(1, 2)],
    },
    told: {
      "one beside a node on demand that is off": [
        ...[up(1, 0), up(1, 1, exporter)],
        up(0, 0, { node: "starlord", ...exporter, ...onDemand }),
      ],
      "all of a node that is there always": [up(1, 0)],
    },
  },
};

/** On a node on demand that is on. */
export const onDemandTarget: Behaviour = {
  target: { ...target, ...onDemand },
  series: [up(1, 0), up(1, 1, exporter)],
  summary: "redis-exporter has no metrics of redis on thanos",
};

/** It fires always, once, with whatever else there is. */
export function watchdogTests(ruleSet: string, alert: Alert): TestGroup[] {
  const exp_alerts = [
    {
      exp_labels: { severity: "info", family: "monitoring" },
      exp_annotations: {
        summary: "alerts get this far; when this one stops, they do not",
        runbook: runbookOf(ruleSet, alert.name),
      },
    },
  ];
  const situations: Record<string, TestGroup["input_series"]> = {
    "fires from the start": [],
    "fires once beside two nodes": ["thanos", "oracle1"].map((node) => ({
      ...{ series: seriesOf("up", { node }), values: "1x60" },
    })),
    "fires while a node is down": [{ series: seriesOf("up", { node: "thanos" }), values: "0x60" }],
    "fires when samples end": [{ series: seriesOf("up", { node: "thanos" }), values: "1 stale" }],
  };
  return Object.entries(situations).map(([name, input_series]) => ({
    name: `${alert.name}: ${name}`,
    interval: "1m",
    input_series,
    alert_rule_test: ["0m", "1m", "60m"].map((eval_time) => ({
      ...{ eval_time, alertname: alert.name, exp_alerts },
    })),
  }));
}
