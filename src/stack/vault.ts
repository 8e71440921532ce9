/** Vault as the stacks have it: ORACLE1 runs it and sets it up, the others are told of it. */
import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/vault";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Zone } from "../catalog/defaults.ts";
import { nodes } from "../catalog/nodes.ts";
import type { NodeName } from "../catalog/nodes.ts";
import type { Service } from "../catalog/resolve.ts";
import type { VaultIssuer } from "../components/certificates.ts";
import type { DeploymentSite } from "../components/site.ts";
import { VaultAccess } from "../components/vault-access.ts";
import { AgentCredential } from "../components/vault-agent.ts";
import { connectVault } from "../components/vault-connection.ts";
import type { VaultConnection } from "../components/vault-connection.ts";
import { VaultDatabase } from "../components/vault-database.ts";
import { VaultEngines } from "../components/vault-engines.ts";
import { VaultIssuerRole } from "../components/vault-issuer.ts";
import { VaultServer } from "../components/vault-server.ts";
import type { StackConfig } from "./config/schema.ts";
import type { PublishedVault } from "./contracts/consume.ts";
import { VAULT_OWNER } from "./contracts/references.ts";
import { containerName, volumeName } from "../lib/names.ts";
import { publishedAt, zoneNetwork } from "../access/site.ts";
import { planAccess } from "../access/vault/access.ts";
import { AGENT, CREDENTIAL, handoversOf } from "../access/vault/agent.ts";
import { loginEngine } from "../access/vault/database.ts";
import { certificateRole } from "../access/vault/pki.ts";
import { agentRole, authorityFile, KV_MOUNT, secretsFolder } from "../access/vault/paths.ts";
import { imageReference } from "../rules/images.ts";
import type { Deployment } from "./deployment.ts";

const SERVICE = "vault";

/** Vault as one stack has it. */
export interface StackVault {
  provider: Provider;
  /** Of the stack that runs it. */
  published?: OwnVault;
}

/** What the owner tells the other stacks. */
interface OwnVault {
  /** PEM that Vault's certificate chains to. */
  authority: pulumi.Output<string>;
  /** To deploy with. */
  token: pulumi.Output<string>;
}

/**
 * Keeps the stack's secrets in Vault from here on, and has it issue the certificates. `published` is
 * what is known of it from before.
 * @returns undefined where secrets are kept in no Vault
 * @throws RunError where nobody runs it
 */
export function setUpVault(
  deployment: Deployment,
  config: StackConfig["vault"],
  published: PublishedVault,
): StackVault | undefined {
  const { site } = deployment;
  if (!config.enabled) return undefined;
  const known = {
    address: `https://${addressOf(site)}`,
    // Plugins and the program run in `src`.
    authorityFile: path.join("..", authorityFile(site.prefix)),
  };
  // A review makes a state up, with other text in place of certificates.
  if (published.authority?.startsWith("-----BEGIN CERTIFICATE-----")) {
    mkdirSync(path.dirname(known.authorityFile), { recursive: true });
    writeFileSync(known.authorityFile, published.authority);
  }
  if (site.stack === VAULT_OWNER) return runVault(deployment, config, known);
  const provider = connectVault(site.stack, { ...known, token: published.token }, site.host);
  const { authority = "", token = "", issues = "" } = published;
  const vault = { address: known.address, authority, token, issues: pulumi.output(issues) };
  relyOn(deployment, provider, vault);
  return { provider };
}

/** Vault makes logins in every PostgreSQL of this stack that has a role for that. */
export function offerLogins(deployment: Deployment, { provider }: StackVault): void {
  for (const service of deployment.site.services) offerLoginsOf(service, deployment, provider);
}

function offerLoginsOf(
  { name: service, data }: Service,
  deployment: Deployment,
  provider: Provider,
): void {
  const { site } = deployment;
  const address = publishedAt(site, service);
  if (data?.engine !== "postgres" || address === undefined) return;
  const engine = loginEngine(data, address);
  if (!engine) return;
  const ready = deployment.deployed(service);
  const { value, kept } = site.secrets.passwordOf(engine.secret);
  new VaultDatabase(
    `${service}-logins`,
    {
      ...{ engine, password: value, after: [...ready, ...kept] },
      authority: site.authorityOf(service),
    },
    { parent: site.host, provider },
  );
}

function runVault(
  deployment: Deployment,
  { shares, pgpKeys }: StackConfig["vault"],
  known: Pick<VaultConnection, "address" | "authorityFile">,
): StackVault {
  const { site } = deployment;
  const live = deployment.deployed(SERVICE);
  const authority = site.certificates().authority("stack");
  const { token } = new VaultServer(
    SERVICE,
    { ...known, authority, shares, pgpKeys, live },
    { parent: site.host },
  );
  const provider = connectVault(site.stack, { ...known, token }, site.host);
  const engines = new VaultEngines("vault-engines", { parent: site.host, provider });
  // Vault ends it with a line break when it is read, and without one when it is made.
  const issues = engines.authority.certificate.apply((pem) => `${pem.trimEnd()}\n`);
  relyOn(deployment, provider, { address: known.address, authority, token, issues }, engines);
  return { provider, published: { authority, token } };
}

interface OpenVault {
  address: string;
  /** PEM that its certificate chains to. */
  authority: pulumi.Input<string>;
  /** To deploy with. */
  token: pulumi.Input<string>;
  /** PEM that the certificates chain to which it issues. */
  issues: pulumi.Output<string>;
}

/**
 * It keeps the stack's secrets from here on, issues its certificates and lets its services log in: each
 * after the engine that is for that, where this stack makes them.
 */
function relyOn(
  deployment: Deployment,
  provider: Provider,
  { address, authority, token, issues }: OpenVault,
  engines?: VaultEngines,
): void {
  const { site } = deployment;
  keepSecrets(site, provider, engines ? [engines.secrets] : []);
  issueCertificates(site, provider, {
    ...{ address, vaultAuthority: authority, token, authority: issues },
    after: engines ? [engines.authority] : [],
  });
  const { roles } = grantAccess(site, provider, engines ? [engines.logins] : []);
  deployAgent(deployment, { address, authority, token, roles });
}

function keepSecrets(
  site: DeploymentSite,
  provider: Provider,
  after: readonly pulumi.Resource[],
): void {
  const folder = secretsFolder(site.stack);
  site.secrets.keepIn({ provider, mount: KV_MOUNT, folder, after });
}

function issueCertificates(
  site: DeploymentSite,
  provider: Provider,
  issuer: Omit<VaultIssuer, "role">,
): void {
  const { stack, services, dnsNames, host: parent } = site;
  const role = certificateRole(stack, services, dnsNames);
  const after = role
    ? [
        new VaultIssuerRole("vault-issuer", { role, after: issuer.after }, { parent, provider })
          .role,
      ]
    : [];
  site.certificates().issueFrom({ ...issuer, role: stack, after });
}

function grantAccess(
  site: DeploymentSite,
  provider: Provider,
  after: readonly pulumi.Resource[],
): VaultAccess {
  const networkOf = (zone: Zone) => zoneNetwork(nodes[site.stack as NodeName].subnetBase, zone);
  const plan = planAccess({ ...site, networkOf });
  const { rotated = {} } = site;
  return new VaultAccess("vault-access", { plan, rotated, after }, { parent: site.host, provider });
}

interface AgentAccess extends Omit<OpenVault, "issues"> {
  roles: readonly pulumi.Resource[];
}

/** It may start before it has anything to log in with: what it does then is wait. */
function deployAgent(deployment: Deployment, { roles, ...vault }: AgentAccess): void {
  const { site } = deployment;
  const agent = site.services.find(({ name }) => name === AGENT);
  if (!agent || roles.length === 0) return;
  const live = deployment.deployed(AGENT);
  new AgentCredential(
    AGENT,
    {
      ...vault,
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

/** Of the agent's role and those that it serves. */
function ownRotations({ stack, services, prefix, rotated = {} }: DeploymentSite) {
  const served = handoversOf(services, { stack, prefix }).map(({ role }) => role);
  const own = [agentRole(stack), ...served];
  return Object.fromEntries(Object.entries(rotated).filter(([role]) => own.includes(role)));
}

function addressOf(site: DeploymentSite): string {
  const found = publishedAt(site, SERVICE);
  if (found !== undefined) return found;
  throw new pulumi.RunError(
    "bev:vault.enabled: must be false while oracle1 runs no Vault, is true; enable vault in bev:services of oracle1, or set it",
  );
}
