/** Folders in memory through which a node's agent hands secrets to services. */
import { Volume } from "@pulumi/docker/volume.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/resolve.ts";
import { AGENT, handoverOptions, handoversOf } from "../access/vault/agent.ts";
import type { Host } from "./host.ts";

/** By name: the folders in memory between a node's agent and the services that it serves. */
export class Handovers {
  readonly #volumes: ReadonlyMap<string, Volume>;

  constructor(
    services: readonly Service[],
    { stack, prefix, host }: { stack: string; prefix: string; host: Host },
  ) {
    const agent = services.find(({ name }) => name === AGENT);
    const opts = { parent: host, provider: host.provider };
    const volumes = handoversOf(services, { stack, prefix }).map((handover) => {
      const driverOpts = agent && handoverOptions(handover, agent);
      const { volume: name, instance } = handover;
      const args = { name, driver: "local", ...(driverOpts && { driverOpts }) };
      return [name, new Volume(`${instance}-vault`, args, opts)] as const;
    });
    this.#volumes = new Map(volumes);
  }

  /** Those that a container mounts. A volume that the Engine has to make itself would be on disk. */
  mountedBy(mounts: readonly { source: string }[]): pulumi.Resource[] {
    return mounts.flatMap(({ source }) => this.#volumes.get(source) ?? []);
  }
}
