/** Which secrets of a stack can be rotated, and what a rotation restarts (ADR-0015). */
import { nodes } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { hasCertificate } from "../../src/rules/certificates.ts";
import { certificateId, isTakenLive, secretId } from "../../src/rules/rotation.ts";
import { loginSecrets } from "../../src/catalog/needs.ts";
import { zoneNetwork } from "../../src/access/site.ts";
import type { StackSite } from "../../src/access/site.ts";
import { planAccess } from "../../src/access/vault/access.ts";
import { AGENT, handoversOf } from "../../src/access/vault/agent.ts";
import { softwareOf } from "../../src/software/index.ts";
import { agentRole } from "../../src/access/vault/paths.ts";

export interface Rotatable {
  /** `service/secret`, `service/certificate` or the name of an AppRole; its count in the run record has this name. */
  id: string;
  node: string;
  /** Services that go on with another one as they run. */
  live: string[];
  /** Services that get a new container. */
  replaced: string[];
  /** Stacks to update, in this order: its own, then those that check logins with it. */
  stacks: string[];
  /** Why it stays as it is. */
  fixed?: string;
}

export interface RotationSite extends StackSite {
  /** Whether it declares AppRoles. */
  vault: boolean;
}

/** Passwords, certificates and roles that each site owns. */
export function rotatablesOf(sites: readonly RotationSite[]): Rotatable[] {
  return sites.flatMap((site) => [
    ...passwordsOf(site, sites),
    ...certificatesOf(site),
    ...(site.vault ? rolesOf(site) : []),
  ]);
}

function passwordsOf(site: StackSite, sites: readonly StackSite[]): Rotatable[] {
  const { services, stack } = site;
  const inFiles = services.flatMap((service) => passwords(service).map(({ id }) => id));
  const ofLogins = services.flatMap(({ data }) => loginSecrets(data));
  const own = ofLogins.filter((id) => services.some(({ name }) => id.startsWith(`${name}/`)));
  return [...new Set([...inFiles, ...own])].map((id) => {
    const readers = services.filter((service) => passwords(service).some((one) => one.id === id));
    const isLive = (service: Service) =>
      passwords(service).every((one) => one.id !== id || one.isLive);
    const fixed = readers
      .flatMap(passwords)
      .find((one) => one.id === id && one.fixed !== undefined)?.fixed;
    const others = sites.filter((other) => other !== site && checksLogin(other, id));
    return {
      id,
      node: stack,
      live: readers.filter(isLive).map(({ name }) => name),
      replaced: readers.filter((service) => !isLive(service)).map(({ name }) => name),
      stacks: [stack, ...others.map((other) => other.stack)],
      ...(fixed !== undefined && { fixed }),
    };
  });
}

function certificatesOf({ services, stack }: StackSite): Rotatable[] {
  return services
    .filter((service) => hasCertificate(service))
    .map(({ name }) => ({
      ...{ id: certificateId(name), node: stack, live: [name], replaced: [], stacks: [stack] },
    }));
}

function passwords(service: Service) {
  const product = softwareOf(service);
  return service.secrets
    .filter(({ certificate, givenBy }) => (certificate ?? givenBy) === undefined)
    .map((secret) => ({
      id: secretId(service, secret),
      isLive: isTakenLive(product, secret),
      fixed: product.fixed?.[secret.name],
    }));
}

function checksLogin({ services }: StackSite, id: string): boolean {
  return services.some(({ data }) => loginSecrets(data).includes(id));
}

/** The agent brings the role-ids of those that it serves; who uses another role reads it in Vault. */
function rolesOf(site: StackSite): Rotatable[] {
  const { subnetBase } = nodes[site.stack as NodeName];
  const { roles } = planAccess({ ...site, networkOf: (zone) => zoneNetwork(subnetBase, zone) });
  const hasAgent = site.services.some(({ name }) => name === AGENT);
  return roles.map(({ name: id }) => {
    const served = handoversOf(site.services, site).filter(({ role }) => role === id);
    const live = served.map(({ instance }) => instance);
    return {
      ...{ id, node: site.stack, replaced: [], stacks: [site.stack] },
      live: hasAgent && id === agentRole(site.stack) ? [AGENT] : live,
    };
  });
}
