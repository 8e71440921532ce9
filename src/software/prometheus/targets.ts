/** What Prometheus asks for metrics: every enabled service that has some, by job. */
import { machineOf } from "../../catalog/machines.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { MetricsSpec } from "../../catalog/types.ts";
import { instanceName } from "../../lib/names.ts";
import { findService } from "../../rules/dependencies.ts";
import { metricsOf } from "../metrics.ts";
import type { Metrics } from "../metrics.ts";
import type { ConfigContext } from "../software.ts";

export interface Target {
  job: MetricsSpec;
  /** Whose metrics they are, as images name it. */
  product: string;
  addresses: string[];
  labels: Record<"node" | "service" | "family" | "availability", string>;
}

type Context = Pick<ConfigContext, "service" | "services" | "others" | "addressOf" | "softwareOf">;

export function scrapeJobs(context: Context) {
  const targets = targetsOf(context);
  const jobs = new Map(targets.map(({ job }) => [job.job, job]));
  return [...jobs.values()]
    .sort((a, b) => (a.job < b.job ? -1 : 1))
    .map(({ job, path, everySeconds }) => ({
      job_name: job,
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
    return [{ job, product, addresses: addressesOf(service, job), labels: labelsOf(measured) }];
  });

  /** Each instance by name on the node of this Prometheus; elsewhere the port that is published. */
  function addressesOf({ name, node, ports, replicas }: Service, { purpose }: MetricsSpec) {
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
  { node, ports, ...service }: Service,
  metrics: Metrics | undefined,
): MetricsSpec | undefined {
  const job = metricsOf({ node, ports, ...service }, metrics);
  const port = ports.find(({ purpose }) => purpose === job?.purpose);
  // What is inside another node is for that node's own Prometheus; a standby judges by the rest.
  const isInside = node !== own.node && port?.external === undefined;
  return own.standbyFor !== undefined && isInside ? undefined : job;
}

export function labelsOf({ name, node, family }: Service): Target["labels"] {
  return { node, service: name, family, availability: machineOf(node).availability };
}
