/** Deploys the services of one stack, each after what it needs there. */
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { Service } from "../catalog/resolve.ts";
import { Cluster } from "../components/cluster.ts";
import { Database } from "../components/database.ts";
import { GpuService } from "../components/gpu-service.ts";
import { Monitoring } from "../components/monitoring.ts";
import { DeployedService } from "../components/service.ts";
import type { DeployedServiceArgs } from "../components/service.ts";
import type { DeploymentSite } from "../components/site.ts";
import { instanceName } from "../lib/names.ts";
import { clusterMembers, clusterNames } from "../software/clusters.ts";
import { startOrder } from "../rules/dependencies.ts";
import { isStateful } from "../rules/services.ts";

export class Deployment {
  readonly site: DeploymentSite;
  readonly #opts: ComponentResourceOptions;
  #monitoring: Monitoring | undefined;
  /** By service: what those that need it wait for. */
  readonly #deployed = new Map<string, readonly Resource[]>();
  readonly #reloaded = new Map<string, readonly Resource[]>();

  /** @param deployed services that came before the site was whole, with what waits for them */
  constructor(
    site: DeploymentSite,
    deployed: ReadonlyMap<string, readonly Resource[]> = new Map(),
  ) {
    this.site = site;
    for (const [name, ready] of deployed) this.#deployed.set(name, ready);
    this.#opts = { parent: site.host, provider: site.host.provider };
  }

  /** One service, before the others if need be; what waits for it waits for these. None where it is disabled. */
  deployed(name: string): readonly Resource[] {
    const ready = this.#deployed.get(name);
    if (ready) return ready;
    const service = this.site.services.find((one) => one.name === name);
    return service ? this.#deploy(service) : [];
  }

  /** As `deployed`, with the files that it has been given in use. */
  reloaded(name: string): readonly Resource[] {
    const ready = this.deployed(name);
    return this.#reloaded.get(name) ?? ready;
  }

  /** All services: members of a cluster together, what monitors in its component, each after what it needs. */
  all(): void {
    this.#monitoring = this.#createMonitoring();
    for (const name of clusterNames) this.#deployCluster(name);
    for (const service of startOrder(this.site.services)) this.deployed(service.name);
  }

  /** None without a Prometheus: a node like that is watched by another. */
  #createMonitoring(): Monitoring | undefined {
    const { site } = this;
    const prometheus = site.services.find(({ image }) => image.software === "prometheus");
    return prometheus && new Monitoring("monitoring", { prometheus, site }, this.#opts);
  }

  #deployCluster(name: string): void {
    const members = clusterMembers(this.site.services, name);
    if (members.length === 0) return;
    const cluster = new Cluster(name, { members, site: this.site }, this.#opts);
    for (const member of members) this.#deployed.set(member.name, cluster.ready);
  }

  #deploy(service: Service): Resource[] {
    const after = service.dependsOn.flatMap((name) => this.#deployed.get(name) ?? []);
    const Component = componentFor(service);
    const opts = this.#monitoring?.optsOf(service) ?? this.#opts;
    const instances = Array.from({ length: service.replicas.count }, (_, instance) => {
      const args: DeployedServiceArgs = { service, site: this.site, instance, after };
      return new Component(instanceName(service.name, instance), args, opts);
    });
    const ready = instances.map((one) => one.ready);
    this.#deployed.set(service.name, ready);
    this.#reloaded.set(
      service.name,
      instances.map((one) => one.reloaded),
    );
    return ready;
  }
}

/** A class of its own only where one keeps an invariant; every other service is data. */
function componentFor(
  service: Service,
): typeof DeployedService | typeof Database | typeof GpuService {
  if (service.family === "gpu-ai") return GpuService;
  if (service.family === "database" && isStateful(service)) return Database;
  return DeployedService;
}
