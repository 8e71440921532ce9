/** Which services of a stack log in to Vault, and the logins that Vault makes in its databases. */
import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/vault/provider.js";
import { publishedAt, zoneNetwork } from "../access/site.ts";
import { planAccess } from "../access/vault/access.ts";
import { AGENT, CREDENTIAL, handoversOf } from "../access/vault/agent.ts";
import { loginEngine } from "../access/vault/database.ts";
import { agentRole } from "../access/vault/paths.ts";
import type { Zone } from "../catalog/defaults.ts";
import { nodes } from "../catalog/nodes.ts";
import type { NodeName } from "../catalog/nodes.ts";
import type { Service } from "../catalog/resolve.ts";
import type { DeploymentSite } from "../components/site.ts";
import { VaultAccess } from "../components/vault-access.ts";
import { AgentCredential } from "../components/vault-agent.ts";
import { VaultDatabase } from "../components/vault-database.ts";
import { containerName, volumeName } from "../lib/names.ts";
import { imageReference } from "../rules/images.ts";
import { proxiesOf } from "../rules/primaries.ts";
import type { Deployment } from "./deployment.ts";
import type { StackVault } from "./vault.ts";

/** Policies and roles, what the node's agent logs in with, and logins of the stack's databases. */
export function admitClients(deployment: Deployment, vault: StackVault): void {
  const { roles } = grantAccess(deployment.site, vault);
  deployAgent(deployment, vault, roles);
  for (const service of deployment.site.services) offerLogins(service, deployment, vault.provider);
}

function grantAccess(site: DeploymentSite, { provider, logins: after }: StackVault): VaultAccess {
  const networkOf = (zone: Zone) => zoneNetwork(nodes[site.stack as NodeName].subnetBase, zone);
  const plan = planAccess({ ...site, networkOf });
  const { rotated = {} } = site;
  return new VaultAccess("vault-access", { plan, rotated, after }, { parent: site.host, provider });
}

/** It may start before it has anything to log in with: what it does then is wait. */
function deployAgent(
  deployment: Deployment,
  { connection }: StackVault,
  roles: readonly pulumi.Resource[],
): void {
  const { site } = deployment;
  const agent = site.services.find(({ name }) => name === AGENT);
  if (!agent || roles.length === 0) return;
  const live = deployment.deployed(AGENT);
  new AgentCredential(
    AGENT,
    {
      ...connection,
      role: agentRole(site.stack),
      dockerHost: site.dockerHost,
      stack: site.stack,
      image: imageReference(agent.image, site.lock, site.registry),
      volume: volumeName(site.prefix, AGENT, CREDENTIAL.volume),
      user: agent.image.user,
      after: [...live, ...roles],
      rotated: ownRotations(site),
      name: containerName(site.prefix, AGENT),
      container: pulumi.all(
        live.flatMap((one) => (pulumi.CustomResource.isInstance(one) ? [one.id] : [])),
      ),
    },
    { parent: site.host },
  );
}

/** How often the agent's role and those that it serves were rotated. */
function ownRotations({ stack, services, prefix, rotated = {} }: DeploymentSite) {
  const served = handoversOf(services, { stack, prefix }).map(({ role }) => role);
  const own = [agentRole(stack), ...served];
  return Object.fromEntries(Object.entries(rotated).filter(([role]) => own.includes(role)));
}

/** In a PostgreSQL that has a role for that, at the proxy before it where there is one: it may move. */
function offerLogins(
  { name: service, node, data }: Service,
  deployment: Deployment,
  provider: Provider,
): void {
  const { site } = deployment;
  const [proxy] = proxiesOf({ name: service, node }, [...site.services, ...site.others]);
  const front = proxy?.name ?? service;
  const address = publishedAt(site, front);
  if (data?.engine !== "postgres" || address === undefined) return;
  const engine = loginEngine(data, address);
  if (!engine) return;
  const ready = [...deployment.reloaded(service), ...deployment.deployed(front)];
  const { value, kept } = site.secrets.passwordOf(engine.secret);
  new VaultDatabase(
    `${service}-logins`,
    {
      ...{ engine, password: value, after: [...ready, ...kept] },
      authority: site.authorityOf(front),
    },
    { parent: site.host, provider },
  );
}
