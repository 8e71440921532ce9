/** A site for tests of single components: nothing there but the machine. */
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { catalog } from "../../src/catalog/index.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { zones } from "../../src/catalog/defaults.ts";
import { Certificates } from "../../src/components/certificates.ts";
import { Handovers } from "../../src/components/handovers.ts";
import { Host } from "../../src/components/host.ts";
import type { HostArgs } from "../../src/components/host.ts";
import { SecretStore } from "../../src/components/secrets.ts";
import type { DeploymentSite } from "../../src/components/site.ts";

/** Call it inside a recorded program: it registers the host. */
export function createSite(
  services: readonly Service[],
  changes: Partial<DeploymentSite> = {},
  machine: Partial<HostArgs> = {},
): DeploymentSite {
  const stack = changes.stack ?? "thanos";
  const host = new Host(stack, {
    dockerHost: "ssh://thanos",
    prefix: "bev_",
    subnetBase: 0,
    zones,
    reservedPorts: [],
    disabledServices: [],
    ...machine,
  });
  let made: Certificates | undefined;
  const certificates = () =>
    (made ??= new Certificates(
      `${stack}-certificates`,
      { hosts: [], hostsOf: () => [], rotated: {} },
      { parent: host },
    ));
  return {
    stack,
    address: "100.122.12.53",
    dockerHost: "ssh://thanos",
    prefix: "bev_",
    dataRoot: "/var/lib/bev",
    registry: "registry.bev.internal",
    lock: {},
    factors: { memory: 0.4, cpu: 0.35 },
    protect: true,
    host,
    secrets: new SecretStore(host, {}),
    handovers: new Handovers(services, { stack, prefix: "bev_", host }),
    certifier: () => certificates().own,
    authorityOf: () => certificates().own.authority(),
    verifierOf: () => undefined,
    services,
    others: [],
    addressOf: () => "100.96.197.84",
    ...changes,
  };
}

/** A row of the catalogue with some of it changed, resolved. */
export function serviceLike(name: string, changes: Partial<ServiceSpec> = {}): Service {
  const row = catalog.find((one) => one.name === name);
  if (!row) throw new Error(`the catalogue has no ${name}`);
  return resolveService({ ...row, ...changes });
}
