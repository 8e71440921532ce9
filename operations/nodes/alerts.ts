/** What Alertmanager has: which alerts fire, and which of them are kept quiet. */
import { RECEIVER_SECRETS } from "../../src/catalog/receivers.ts";
import { catalog } from "../../src/catalog/index.ts";
import type { Receiver, Receivers } from "../../src/catalog/receivers.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { TEST_LABEL, WATCHDOG, WATCHED } from "../../src/software/alertmanager/names.ts";
import { softwareOf } from "../../src/software/index.ts";
import { severities } from "../../src/catalog/severities.ts";
import { ruleSets } from "../../src/software/prometheus/rules.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { ask, monitorOf, nodeOf, SilentMonitorError } from "./monitor.ts";
import type { Monitor } from "./monitor.ts";

const SERVICE = "alertmanager";

/** The node that has it. */
export const MANAGER_NODE = nodeOf(SERVICE);

/** Those that do its work while it does not answer. */
const standbys = catalog.filter(({ standbyFor }) => standbyFor === SERVICE);

export interface Manager extends Monitor {
  /** Of every alert that can fire. */
  alertNames: readonly string[];
  receivers: readonly ReceiverState[];
}

export interface ReceiverState {
  name: string;
  kind: Receiver["kind"];
  /** `service/secret` that it lacks; undefined where people gave it. */
  missing: string | undefined;
}

export interface FiringAlert {
  name: string;
  severity: string;
  node: string;
  /** Undefined for an alert about a node or the platform as a whole. */
  service: string | undefined;
  /** ISO 8601, as all times here. */
  since: string;
  summary: string;
  runbook: string;
  /** Why nobody is told of it; undefined where somebody is. */
  quiet: string | undefined;
}

export interface Alerts {
  /** Worst first. */
  firing: FiringAlert[];
  /** Whether the alert that always fires does: if not, Prometheus sends none. */
  isWatched: boolean;
}

/** As Alertmanager's API has them, as far as they are read here. */
export interface ApiAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  status: { silencedBy: string[]; inhibitedBy: string[] };
}

export interface ApiSilence {
  id: string;
  comment: string;
  createdBy: string;
  endsAt: string;
}

export interface Silence {
  /** By label: what an alert must have. */
  matching: Readonly<Record<string, string>>;
  from: Date;
  until: Date;
  by: string;
  reason: string;
}

/** @param name of the one whose node's configuration it is */
export function managerOf(config: StackConfig, name = SERVICE): Manager {
  const { site, service, ...monitor } = monitorOf(name, config);
  const { services, others } = site;
  const sets = Object.values(ruleSets({ services, others, softwareOf }));
  return {
    ...monitor,
    receivers: receiversOf(service, config.alerts),
    alertNames: sets.flatMap(({ alerts }) => alerts.map(({ name }) => name)),
  };
}

/**
 * Asks the Alertmanager of the platform, and its standby where that one does not answer.
 *
 * @param configOf a node's, as it was deployed
 * @param report why another one is asked
 * @throws SilentMonitorError where none answers
 */
export async function askManager<T>(
  configOf: (node: string) => Promise<StackConfig>,
  ask: (manager: Manager) => Promise<T>,
  report: (line: string) => void,
): Promise<T> {
  const primary = managerOf(await configOf(MANAGER_NODE));
  try {
    return await ask(primary);
  } catch (error) {
    const [standby] = standbys;
    if (!(error instanceof SilentMonitorError) || !standby) throw error;
    const other = await configOf(standby.node).then(
      (config) => managerOf(config, standby.name),
      // It is not there: what the first one said counts.
      () => undefined,
    );
    if (!other) throw error;
    report(`${error.message}; ${standby.node}/${standby.name} is asked instead`);
    return ask(other);
  }
}

function receiversOf(service: Service, all: Receivers): ReceiverState[] {
  return Object.entries(all).map(([name, { kind }]) => {
    const missing = service.missing.find((one) => one.name === RECEIVER_SECRETS[kind]);
    return { name, kind, missing: missing?.id };
  });
}

/** @throws UserError where Alertmanager does not answer */
export async function findAlerts(manager: Manager): Promise<Alerts> {
  const [alerts, silences] = await Promise.all([
    ask(manager, "/api/v2/alerts") as Promise<ApiAlert[]>,
    ask(manager, "/api/v2/silences") as Promise<ApiSilence[]>,
  ]);
  return readAlerts(alerts, silences);
}

/** @throws UserError where Alertmanager does not answer */
export async function silenceAlerts(manager: Manager, silence: Silence): Promise<void> {
  const { matching, from, until, by, reason } = silence;
  await ask(manager, "/api/v2/silences", {
    matchers: Object.entries(matching).map(([name, value]) => ({ name, value, isRegex: false })),
    startsAt: from.toISOString(),
    endsAt: until.toISOString(),
    createdBy: by,
    comment: reason,
  });
}

export function readAlerts(alerts: readonly ApiAlert[], silences: readonly ApiSilence[]): Alerts {
  const real = alerts.filter(({ labels }) => labels[TEST_LABEL] === undefined);
  const firing = real
    .map((alert) => readAlert(alert, silences))
    .filter(({ name }) => !WATCHED.includes(name));
  return {
    firing: firing.sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : 1)),
    isWatched: real.some(({ labels }) => labels["alertname"] === WATCHDOG),
  };
}

function readAlert(alert: ApiAlert, silences: readonly ApiSilence[]): FiringAlert {
  const { labels, annotations, startsAt, status } = alert;
  const silence = silences.find(({ id }) => status.silencedBy.includes(id));
  const follows = status.inhibitedBy.length > 0 ? "follows from another alert" : undefined;
  return {
    name: labels["alertname"] ?? "",
    severity: labels["severity"] ?? "",
    node: labels["node"] ?? "",
    service: labels["service"],
    since: startsAt,
    summary: annotations["summary"] ?? "",
    runbook: annotations["runbook"] ?? "",
    quiet: silence
      ? `silenced until ${silence.endsAt.slice(0, 19)} by ${silence.createdBy}: ${silence.comment}`
      : follows,
  };
}

function rank({ severity }: FiringAlert): number {
  const place = severities.findIndex((one) => one === severity);
  return place < 0 ? severities.length : place;
}
