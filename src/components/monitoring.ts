/** Prometheus and its rules, Alertmanager, Grafana and the log store of one node. */
import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/resolve.ts";
import { formatFaults } from "../lib/faults.ts";
import { monitoringFaults } from "../rules/monitoring.ts";
import { isMonitoring, monitoringFacts } from "../software/monitoring.ts";
import type { DeploymentSite } from "./site.ts";

export interface MonitoringArgs {
  /** The row that scrapes. */
  prometheus: Service;
  site: DeploymentSite;
}

/**
 * The services that watch the others. Invariant: Prometheus asks everything enabled that has metrics,
 * every alert has a runbook, and Alertmanager has a route for every severity.
 */
export class Monitoring extends pulumi.ComponentResource {
  static readonly type = "bev:monitoring:Monitoring";
  readonly #opts: pulumi.ComponentResourceOptions;

  constructor(
    name: string,
    { prometheus, site }: MonitoringArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    const faults = monitoringFaults(monitoringFacts(prometheus, site));
    if (faults.length > 0) throw new pulumi.RunError(formatFaults(faults));
    const members = site.services.filter(isMonitoring).map((service) => service.name);
    super(Monitoring.type, name, { members }, opts);
    // They were the host's own before, and stay the same resources.
    const { parent } = opts;
    this.#opts = { parent: this, ...(parent && { aliases: [{ parent }] }) };
    this.registerOutputs({});
  }

  /** With these it belongs here. None for a service that is watched. */
  optsOf(service: Service): pulumi.ComponentResourceOptions | undefined {
    return isMonitoring(service) ? this.#opts : undefined;
  }
}
