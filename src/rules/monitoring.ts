/** What monitoring must cover: every metric is scraped, every alert has a runbook and a route. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";

export interface MonitoringFacts {
  /** The stack that monitors. */
  stack: string;
  /** Enabled services with metrics, of every stack, with the addresses where those are. */
  measured: readonly { service: string; node: string; family: string; addresses: string[] }[];
  /** Every `host:port` in Prometheus' configuration. */
  scraped: ReadonlySet<string>;
  alerts: readonly RoutedAlert[];
  /** Absent: no Alertmanager is enabled here. */
  severities?: ReadonlySet<string>;
}

export interface RoutedAlert {
  name: string;
  severity: string;
  runbook: string;
}

/** A port that a row does not have, or does not publish, is no number. */
const ADDRESS = /^[^:]+:\d+$/;

export function monitoringFaults(facts: MonitoringFacts): Fault[] {
  return [...scrapeFaults(facts), ...alertFaults(facts)];
}

function scrapeFaults({ stack, measured, scraped }: MonitoringFacts): Fault[] {
  return measured.flatMap(({ service, node, family, addresses }) =>
    addresses
      .filter((address) => !ADDRESS.test(address) || !scraped.has(address))
      .map((address) => ({
        path: `${node}/${service}/metrics`,
        problem: `must be scraped by ${stack}'s Prometheus, which does not ask ${shown(address)}`,
        fix: `publish the port in src/catalog/${family}.ts`,
      })),
  );
}

/** That the section is there is for a test: the program runs without its documentation. */
const RUNBOOK = /^docs\/runbooks\/[\w-]+\.md#\w+$/;

function alertFaults({ stack, alerts, severities }: MonitoringFacts): Fault[] {
  return alerts.flatMap(({ name, severity, runbook }, index) => {
    const path = `${stack}/alerts/${name}`;
    const isTwin = alerts.findIndex((one) => one.name === name) < index;
    return [
      ...(isTwin ? [{ path, problem: "must be one alert's name, is another's too" }] : []),
      ...(severities?.has(severity) === false
        ? [{ path, problem: `must have a severity that is routed, got ${shown(severity)}` }]
        : []),
      ...(RUNBOOK.test(runbook)
        ? []
        : [{ path, problem: `must link to a section of docs/runbooks, got ${shown(runbook)}` }]),
    ].map((fault) => ({ ...fault, fix: "set it in its product's folder of src/software" }));
  });
}
