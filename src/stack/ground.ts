/** What a stack has before any service: its machine, its secret store and its certificates. */
import type { StackSite } from "../access/site.ts";
import { proxyHosts, zonesOf } from "../access/site.ts";
import { catalog } from "../catalog/index.ts";
import { zones } from "../catalog/defaults.ts";
import { isNode, nodes } from "../catalog/nodes.ts";
import { regionOf } from "../catalog/regions.ts";
import type { Service } from "../catalog/resolve.ts";
import type { StackName } from "../catalog/types.ts";
import { Certificates } from "../components/certificates.ts";
import { Handovers } from "../components/handovers.ts";
import { Host } from "../components/host.ts";
import { reservedPorts } from "../rules/ports.ts";
import type { StackConfig } from "./config/schema.ts";
import type { StackPlan } from "./plan.ts";

export interface Ground extends StackPlan {
  dockerHost: string;
  /** Volumes with something worth saving survive their stack. */
  protect: boolean;
  host: Host;
  handovers: Handovers;
  /** The machine's names on the tailnet, where one is configured. */
  dnsNames: readonly string[];
  /** Made when they are first asked for: a stack without servers has none. */
  certificates: () => Certificates;
}

export function createGround(plan: StackPlan, config: StackConfig): Ground {
  const { stack, services } = plan;
  const host = createHost(plan, config);
  const dnsNames = config.tailnet.domain ? [`${stack}.${config.tailnet.domain}`] : [];
  const hosts = [plan.address, ...dnsNames];
  let made: Certificates | undefined;
  return {
    ...plan,
    dockerHost: config.node.host,
    protect: config.environment === "production",
    host,
    handovers: new Handovers(services, { ...plan, host }),
    dnsNames,
    certificates: () =>
      (made ??= new Certificates(
        `${stack}-certificates`,
        { hosts, hostsOf: (service) => proxyHosts(plan, service), rotated: plan.rotated ?? {} },
        { parent: host },
      )),
  };
}

function createHost({ stack, services, others }: StackSite, config: StackConfig): Host {
  const used = new Set(services.flatMap((service) => zonesOf(service, services)));
  return new Host(stack, {
    dockerHost: config.node.host,
    prefix: config.prefix,
    subnetBase: subnetBaseOf(stack as StackName),
    zones: zones.filter((zone) => used.has(zone)),
    reservedPorts: reservedPorts(stack, others),
    disabledServices: disabledServices(stack, services),
  });
}

function subnetBaseOf(stack: StackName): number {
  return (isNode(stack) ? nodes[stack] : regionOf(stack)).subnetBase;
}

function disabledServices(stack: string, enabled: readonly Service[]): string[] {
  return catalog
    .filter(({ node, name }) => node === stack && !enabled.some((one) => one.name === name))
    .map(({ name }) => name);
}
