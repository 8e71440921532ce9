/** What Prometheus asks for metrics: every enabled service that has some, by job. */
import { machineOf } from "../../catalog/machines.ts";
import type { Service } from "../../catalog/resolve.ts";
import { instanceName, SECRETS_PATH } from "../../lib/names.ts";
import { authoritiesOf } from "../../rules/certificates.ts";
import { findService } from "../../rules/dependencies.ts";
import { metricsOf } from "../metrics.ts";
import type { Metrics, Scrape } from "../metrics.ts";
import type { ConfigContext } from "../software.ts";

export interface Target {
  job: Scrape;
  /** Whose metrics they are, as images name it. */
  product: string;
  /** Its series say themselves which service they are of. */
  isOfOthers: boolean;
  addresses: string[];
  labels: Record<"node" | "service" | "family" | "availability", string>;
  /** Secret file of this Prometheus: what it believes of those that are asked over TLS. */
  authority?: string;
}

type Context = Pick<ConfigContext, "service" | "services" | "others" | "addressOf" | "softwareOf">;

export function scrapeJobs(context: Context) {
  const targets = targetsOf(context);
  const jobs = new Map(
    targets.map(({ job, isOfOthers, authority }) => [job.job, { ...job, isOfOthers, authority }]),
  );
  return [...jobs.values()]
    .sort((a, b) => (a.job < b.job ? -1 : 1))
    .map(({ job, path, everySeconds, query, isOfOthers, authority }) => ({
      job_name: job,
      ...(isOfOthers ? { honor_labels: true } : {}),
      ...(authority === undefined
        ? {}
        : { scheme: "https", tls_config: { ca_file: `${SECRETS_PATH}/${authority}` } }),
      ...(query === undefined
        ? {}
        : { params: Object.fromEntries(Object.entries(query).map(([key, one]) => [key, [one]])) }),
      ...(path === undefined ? {} : { metrics_path: path }),
      // A standby is in no hurry.
      ...(everySeconds === undefined || context.service.standbyFor !== undefined
        ? {}
        : { scrape_interval: `${String(everySeconds)}s` }),
      static_configs: targets
        .filter((target) => target.job.job === job)
        .map(({ addresses, labels }) => ({ targets: addresses, labels })),
    }));
}

export function targetsOf({ service: own, services, others, addressOf, softwareOf }: Context) {
  const all = [...services, ...others].filter(({ enabled }) => enabled);
  return all.flatMap((service): Target[] => {
    const { metrics } = softwareOf(service);
    const job = askedFor(own, service, metrics);
    if (!job) return [];
    const [first = ""] = metrics?.ofDependency ? service.dependsOn : [];
    const measured = findService(all, service, first) ?? service;
    const product = service.image.software;
    const target = {
      job,
      product,
      isOfOthers: metrics?.ofOthers ?? false,
      addresses: addressesOf(service, job),
      labels: labelsOf(measured),
    };
    if (!job.tls) return [target];
    const trusted = Object.entries(authoritiesOf(own));
    const [, authority] = trusted.find(([of]) => findService(all, own, of) === service) ?? [];
    return authority === undefined ? [] : [{ ...target, authority }];
  });

  /** Each instance by name on the node of this Prometheus; elsewhere the port that is published. */
  function addressesOf({ name, node, ports, replicas }: Service, { purpose }: Scrape) {
    const port = ports.find((one) => one.purpose === purpose);
    if (node !== own.node) return [`${addressOf(node)}:${String(port?.external)}`];
    return Array.from(
      { length: replicas.count },
      (_, instance) => `${instanceName(name, instance)}:${String(port?.container)}`,
    );
  }
}

/** How a Prometheus asks the service; undefined where it does not. */
export function askedFor(
  own: Service,
  service: Service,
  metrics: Metrics | undefined,
): Scrape | undefined {
  const job = metricsOf(service, metrics);
  const port = service.ports.find(({ purpose }) => purpose === job?.purpose);
  // What is inside another node is for that node's own Prometheus; a standby judges by the rest.
  const isInside = service.node !== own.node && port?.external === undefined;
  return own.standbyFor !== undefined && isInside ? undefined : job;
}

export function labelsOf({ name, node, family }: Service): Target["labels"] {
  return { node, service: name, family, availability: machineOf(node).availability };
}
