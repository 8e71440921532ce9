/** Whether the Prometheus of ORACLE1 has people told, as the standby judges it: of one node, so that no table fits. */
import { runbookOf } from "../../../../src/software/metrics.ts";
import type { Alert } from "../../../../src/software/metrics.ts";
import { minutesApart, seriesOf } from "../behaviour.ts";
import type { Sample, TestGroup } from "../behaviour.ts";

/** From minute 10 to 20 something is ill. */
const FROM = 10;
const TO = 20;
const END = 30;

type Input = TestGroup["input_series"][number];

const family = { family: "monitoring" };
const primary = { node: "oracle1", ...family };

function input(metric: string, labels: Record<string, string>, well: Sample, ill = well): Input {
  const sampleAt = (minute: number) => (minute >= FROM && minute < TO ? ill : well);
  return {
    series: seriesOf(metric, { ...primary, ...labels }),
    values: minutesApart(END, sampleAt),
  };
}

const up = (service: string, ill: Sample = 1) => input("up", { service, job: service }, 1, ill);
const taken = (ill = 1) =>
  input(
    "alertmanager_alerts_received_total",
    { service: "alertmanager", status: "firing" },
    ...([{ perMinute: 1 }, { perMinute: ill }] as const),
  );
const WELL = [up("prometheus"), up("alertmanager"), taken()];

interface Situation {
  input_series: Input[];
  /** By minute, whether it fires. */
  fires: Record<number, boolean>;
}

const always = (fires: boolean) => ({ 0: fires, [FROM + 2]: fires, [TO - 1]: fires, [END]: fires });
const once = { [FROM + 1]: false, [FROM + 2]: true, [TO - 1]: true, [TO]: false };

const others: Record<string, string>[] = [
  { status: "resolved" },
  { node: "thanos" },
  { service: "other" },
];

const silence: Record<string, Situation> = {
  "fires while that Prometheus does not answer, and resolves": {
    input_series: [up("prometheus", 0), up("alertmanager"), taken()],
    fires: once,
  },
  "fires while that Alertmanager does not answer": {
    input_series: [up("prometheus"), up("alertmanager", 0), taken()],
    fires: once,
  },
  "fires once while neither does": {
    input_series: [up("prometheus", 0), up("alertmanager", 0), taken()],
    fires: once,
  },
  "fires when nothing has come to it for three minutes": {
    input_series: [up("prometheus"), up("alertmanager"), taken(0)],
    fires: { [FROM + 3]: false, [FROM + 4]: true, [TO - 1]: true, [TO]: false },
  },
  "is silent about what is shorter": {
    input_series: [
      up("alertmanager"),
      taken(),
      {
        series: seriesOf("up", { ...primary, service: "prometheus" }),
        values: "1x9 0x1 1x20",
      },
    ],
    fires: always(false),
  },
  "is silent about others": {
    input_series: [
      ...WELL,
      input("up", { service: "node-exporter" }, 0),
      input("up", { service: "prometheus", node: "thanos" }, 0),
      input("up", { service: "alertmanager", node: "thanos" }, 0),
      ...others.map((one) =>
        input(
          "alertmanager_alerts_received_total",
          { service: "alertmanager", status: "firing", ...one },
          { perMinute: 0 },
        ),
      ),
    ],
    fires: always(false),
  },
  "is silent about values that are neither": {
    input_series: [up("prometheus", 2), up("alertmanager", -1), taken()],
    fires: always(false),
  },
  "is silent without any sample": { input_series: [], fires: always(false) },
};

const alertOf = (name: string, alertstate: string): Input => ({
  series: seriesOf("ALERTS", { alertname: name, alertstate, ...primary }),
  values: `_x${String(FROM)} 1x${String(TO - FROM - 1)} stale`,
});

const works: Record<string, Situation> = {
  "fires from the start": { input_series: [], fires: always(true) },
  "is silent while the silence is told": {
    input_series: [alertOf("WatchdogSilent", "firing")],
    fires: { 0: true, [FROM - 1]: true, [FROM]: false, [TO - 1]: false, [TO]: true, [END]: true },
  },
  "fires while that is not sure yet": {
    input_series: [alertOf("WatchdogSilent", "pending")],
    fires: always(true),
  },
  "fires while something else is told": {
    input_series: [alertOf("NodeDown", "firing")],
    fires: always(true),
  },
};

const situations: Record<string, Record<string, Situation>> = {
  WatchdogSilent: silence,
  PrimaryMonitors: works,
};

export function standbyTests(ruleSet: string, alert: Alert): TestGroup[] {
  const told: Record<string, { labels: object; summary: string }> = {
    WatchdogSilent: {
      labels: primary,
      summary: "prometheus on oracle1 has nobody told of alerts: prometheus-thanos on thanos does",
    },
    PrimaryMonitors: {
      labels: family,
      summary: "prometheus on oracle1 has people told of alerts: its Watchdog is seen",
    },
  };
  const { labels, summary } = told[alert.name] ?? { labels: {}, summary: "" };
  const firing = {
    exp_labels: { ...labels, severity: alert.severity },
    exp_annotations: { summary, runbook: runbookOf(ruleSet, alert.name) },
  };
  return Object.entries(situations[alert.name] ?? {}).map(([name, { input_series, fires }]) => ({
    name: `${alert.name}: ${name}`,
    interval: "1m",
    input_series,
    alert_rule_test: Object.entries(fires).map(([minute, isFiring]) => ({
      eval_time: `${minute}m`,
      alertname: alert.name,
      exp_alerts: isFiring ? [firing] : [],
    })),
  }));
}
