/** What Prometheus asks for metrics: every enabled service that has some, by job. */
import { machineOf } from "../../catalog/machines.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { MetricsSpec } from "../../catalog/types.ts";
import { instanceName } from "../../lib/names.ts";
import { findService } from "../../rules/dependencies.ts";
import { metricsOf } from "../metrics.ts";
import type { ConfigContext } from "../software.ts";

export interface Target {
  job: MetricsSpec;
  /** Whose metrics they are, as images name it. */
  product: string;
  /** Its series say themselves which service they are of. */
  isOfOthers: boolean;
  addresses: string[];
  labels: Record<"node" | "service" | "family" | "availability", string>;
}

type Context = Pick<ConfigContext, "service" | "services" | "others" | "addressOf" | "softwareOf">;

export function scrapeJobs(context: Context) {
  const targets = targetsOf(context);
  const jobs = new Map(targets.map((target) => [target.job.job, target]));
  return [...jobs.values()]
    .sort((a, b) => (a.job.job < b.job.job ? -1 : 1))
    .map(({ job: { job, path, everySeconds }, isOfOthers }) => ({
      job_name: job,
      ...(isOfOthers ? { honor_labels: true } : {}),
      ...(path === undefined ? {} : { metrics_path: path }),
      ...(everySeconds === undefined ? {} : { scrape_interval: `${String(everySeconds)}s` }),
      static_configs: targets
        .filter((target) => target.job.job === job)
        .map(({ addresses, labels }) => ({ targets: addresses, labels })),
    }));
}

export function targetsOf({ service: own, services, others, addressOf, softwareOf }: Context) {
  const all = [...services, ...others].filter(({ enabled }) => enabled);
  return all.flatMap((service): Target[] => {
    const { metrics } = softwareOf(service);
    const job = metricsOf(service, metrics);
    if (!job) return [];
    const [first = ""] = metrics?.ofDependency ? service.dependsOn : [];
    const measured = findService(all, service, first) ?? service;
    const product = service.image.software;
    const isOfOthers = metrics?.ofOthers ?? false;
    const [addresses, labels] = [addressesOf(service, job), labelsOf(measured)];
    return [{ job, product, isOfOthers, addresses, labels }];
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

export function labelsOf({ name, node, family }: Service): Target["labels"] {
  return { node, service: name, family, availability: machineOf(node).availability };
}
