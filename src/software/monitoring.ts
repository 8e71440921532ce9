/** What monitoring covers, read from the files that its services get. */
import { parse } from "yaml";
import type { Service } from "../catalog/resolve.ts";
import type { MonitoringFacts, RoutedAlert } from "../rules/monitoring.ts";
import { softwareOf } from "./index.ts";
import { targetsOf } from "./prometheus/targets.ts";
import type { ConfigContext, ConfigFile } from "./software.ts";

/** The products that watch the others. */
const PRODUCTS = ["prometheus", "alertmanager", "grafana", "victorialogs"];

export function isMonitoring({ image }: Pick<Service, "image">): boolean {
  return PRODUCTS.includes(image.software);
}

type Context = Pick<ConfigContext, "services" | "others" | "addressOf">;

/**
 * @param prometheus the row that scrapes
 * @param filesOf the rendered configuration of a row
 */
export function monitoringFacts(
  prometheus: Service,
  context: Context,
  filesOf: (service: Service) => readonly ConfigFile[],
): MonitoringFacts {
  const alertmanager = context.services.find(({ image }) => image.software === "alertmanager");
  const server = read<ServerFile>(filesOf(prometheus), "prometheus.yml");
  const rules = read<RulesFile>(filesOf(prometheus), "rules.yml");
  return {
    stack: prometheus.node,
    measured: targetsOf({ service: prometheus, softwareOf, ...context }).map(
      ({ addresses, labels }) => ({
        ...labels,
        addresses,
      }),
    ),
    scraped: new Set(
      (server.scrape_configs ?? []).flatMap(({ static_configs }) =>
        static_configs.flatMap(({ targets }) => targets),
      ),
    ),
    alerts: (rules.groups ?? []).flatMap((group) => group.rules.flatMap(alertOf)),
    ...(alertmanager && { severities: routedBy(filesOf(alertmanager)) }),
  };
}

interface ServerFile {
  scrape_configs?: { static_configs: { targets: string[] }[] }[];
}

interface RulesFile {
  groups?: { rules: Rule[] }[];
}

interface Rule {
  alert?: string;
  labels?: { severity?: string };
  annotations?: { runbook?: string };
}

interface RoutesFile {
  route?: { routes?: { matchers: string[] }[] };
}

function alertOf({ alert, labels, annotations }: Rule): RoutedAlert[] {
  if (alert === undefined) return [];
  const { severity = "" } = labels ?? {};
  return [{ name: alert, severity, runbook: annotations?.runbook ?? "" }];
}

function routedBy(files: readonly ConfigFile[]): Set<string> {
  const { route } = read<RoutesFile>(files, "alertmanager.yml");
  const matchers = (route?.routes ?? []).flatMap((one) => one.matchers);
  return new Set(matchers.flatMap((text) => /^severity="(.+)"$/.exec(text)?.[1] ?? []));
}

/** A file that is not there says nothing. */
function read<T extends object>(files: readonly ConfigFile[], name: string): Partial<T> {
  const content = files.find((file) => file.name === name)?.content;
  return content === undefined ? {} : (parse(content) as T);
}
