/** What monitoring covers, by the data that the files of its services are made of. */
import type { Service } from "../catalog/resolve.ts";
import type { MonitoringFacts, RoutedAlert } from "../rules/monitoring.ts";
import { route } from "./alertmanager/routes.ts";
import { softwareOf } from "./index.ts";
import { runbookOf } from "./metrics.ts";
import { judgedBy, ruleSets } from "./prometheus/rules.ts";
import { scrapeJobs, targetsOf } from "./prometheus/targets.ts";
import type { ConfigContext } from "./software.ts";

/** The products that watch the others. */
const PRODUCTS = ["prometheus", "alertmanager", "grafana", "victorialogs"];

export function isMonitoring({ image }: Pick<Service, "image">): boolean {
  return PRODUCTS.includes(image.software);
}

type Site = Pick<ConfigContext, "services" | "others" | "addressOf">;

/** @param prometheus the row that scrapes */
export function monitoringFacts(prometheus: Service, site: Site): MonitoringFacts {
  const context = { ...site, service: prometheus, softwareOf };
  const alertmanager = site.services.find(({ image }) => image.software === "alertmanager");
  const jobs = has(prometheus, "prometheus.yml") ? scrapeJobs(context) : [];
  return {
    stack: prometheus.node,
    measured: targetsOf(context).map(({ addresses, labels }) => ({ ...labels, addresses })),
    scraped: new Set(
      jobs.flatMap(({ static_configs }) => static_configs.flatMap(({ targets }) => targets)),
    ),
    alerts: has(prometheus, "rules.yml") ? alertsOf(context) : [],
    ...(alertmanager && { severities: routedBy(alertmanager) }),
  };
}

function alertsOf(context: Site & Pick<ConfigContext, "service" | "softwareOf">): RoutedAlert[] {
  const sets = judgedBy(context.service, ruleSets(context));
  return Object.entries(sets).flatMap(([ruleSet, { alerts }]) =>
    alerts.map(({ name, severity }) => ({ name, severity, runbook: runbookOf(ruleSet, name) })),
  );
}

function routedBy(alertmanager: Service): Set<string> {
  const { routes } = route({}, alertmanager);
  const matchers = has(alertmanager, "alertmanager.yml")
    ? routes.flatMap((one) => one.matchers)
    : [];
  return new Set(matchers.flatMap((text) => /^severity="(.+)"$/.exec(text)?.[1] ?? []));
}

/** A file that a row does not list is not delivered. */
function has({ config }: Service, file: string): boolean {
  return config?.files.includes(file) ?? false;
}
