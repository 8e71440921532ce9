/** From a stack's name and configuration to its resources and what it tells the others. */
import * as pulumi from "@pulumi/pulumi";
import { zones } from "../catalog/defaults.ts";
import { catalog } from "../catalog/index.ts";
import { isNode, nodes, nodeNames, regionNames, regions } from "../catalog/nodes.ts";
import type { RegionName } from "../catalog/nodes.ts";
import type { Service } from "../catalog/resolve.ts";
import { hasCertificate } from "../catalog/tls.ts";
import type { StackName } from "../catalog/types.ts";
import { Certificates } from "../components/certificates.ts";
import { Handovers } from "../components/handovers.ts";
import { Host } from "../components/host.ts";
import { SecretStore } from "../components/secrets.ts";
import type { DeploymentSite } from "../components/site.ts";
import type { StackConfig } from "./config/schema.ts";
import { readContracts } from "./contracts/consume.ts";
import type { Published, PublishedVault } from "./contracts/consume.ts";
import { contractOf, contractSchema, secretsToVerify } from "./contracts/contract.ts";
import { parseRunRecord } from "./contracts/run-record.ts";
import type { RunRecord } from "./contracts/run-record.ts";
import type { Contract } from "./contracts/contract.ts";
import { shown } from "../lib/faults.ts";
import { activeHolds } from "../container/rendered-service.ts";
import { zonesOf } from "../access/site.ts";
import type { StackSite } from "../access/site.ts";
import { findService } from "../rules/dependencies.ts";
import { isUnresolved, lockKey } from "../rules/images.ts";
import type { ImageLock } from "../rules/images.ts";
import { reservedPorts } from "../rules/ports.ts";
import { Deployment } from "./deployment.ts";
import { edge } from "./edge.ts";
import { planStack } from "./plan.ts";
import { createTailnet } from "./tailnet.ts";
import { offerLogins, setUpVault } from "./vault.ts";
import type { StackVault } from "./vault.ts";

export interface StackOutputs {
  contract: pulumi.Output<Contract>;
  /** What this stack relies on, and what is known of it. */
  references: Record<string, string>;
  /** Images without a confirmed digest. */
  unresolvedImages: string[];
  run: RunRecord;
  /** By service: when its certificate ends, in ISO 8601. */
  certificates?: pulumi.Output<Record<string, string>>;
  /** By machine: what lets it join the tailnet, while `bev:tailnet.authKeys` asks for it. */
  authKeys?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Of the stack that runs Vault: what all of them deploy with. */
  vaultToken?: pulumi.Output<string>;
}

/** @throws RunError with one line for each fault of the plan */
export async function deployStack(name: string, config: StackConfig): Promise<StackOutputs> {
  const stack = stackName(name);
  const before = await readOwnOutputs();
  const { held, previous, rotated } = parseRunRecord(before["run"]);
  const plan = { ...planStack(stack, config), holds: held, rotated };
  const { services, lock, address } = plan;
  const unresolvedImages = unresolved(services, lock);
  const published = await readContracts(stack, plan.addressOf);
  const site = createSite(stack, config, plan, published);
  const own = contractSchema.safeParse(before["contract"]).data;
  const vault = deployServices(stack, site, config, { ...own?.vault, ...published.vault });
  const ownVault = vault?.published;

  const verifiers = secretsToVerify(services, plan.others).map(
    (secret) => [secret, site.secrets.verifier(secret)] as const,
  );
  const [dnsName] = site.dnsNames;
  // Vault's is told where no service of this stack has one: those of other stacks may.
  const certificates =
    ownVault || services.some((one) => hasCertificate(one)) ? site.certificates() : undefined;
  const tailnet = createTailnet(plan, config.tailnet, site.host);
  const contract = pulumi.output({
    ...contractOf(stack, address, services),
    ...(dnsName !== undefined && { dnsName }),
    verifiers: Object.fromEntries(verifiers),
    ...(certificates && { authority: certificates.authority() }),
    ...(ownVault && { vault: { authority: ownVault.authority } }),
  });
  const run = { held: activeHolds(plan), previous, rotated };
  sayHolds(run);
  return {
    contract,
    references: published.states,
    unresolvedImages,
    run,
    ...(certificates && { certificates: certificates.ends() }),
    ...(tailnet && { authKeys: tailnet.authKeys }),
    ...(ownVault && { vaultToken: ownVault.token }),
  };
}

/** @returns what other stacks are told of Vault, by the one that runs it */
function deployServices(
  stack: StackName,
  site: DeploymentSite,
  config: StackConfig,
  published: PublishedVault,
): StackVault | undefined {
  if (!isNode(stack)) {
    // A region relies on no other stack: it has no secret that Vault must keep.
    edge(site);
    return undefined;
  }
  const deployment = new Deployment(site);
  const vault = setUpVault(deployment, config.vault, published);
  deployment.all();
  if (vault) offerLogins(deployment, vault);
  return vault;
}

function createSite(
  stack: StackName,
  config: StackConfig,
  plan: StackSite,
  published: Published,
): DeploymentSite {
  const { services } = plan;
  const { host: dockerHost } = config.node;
  const used = new Set(services.flatMap((service) => zonesOf(service, services)));
  const host = new Host(stack, {
    dockerHost,
    prefix: config.prefix,
    subnetBase: isNode(stack) ? nodes[stack].subnetBase : regions[regionOf(stack)].subnetBase,
    zones: zones.filter((zone) => used.has(zone)),
    reservedPorts: reservedPorts(stack, plan.others),
    disabledServices: disabledServices(stack, services),
  });
  const secrets = new SecretStore(host, plan.rotated ?? {});
  const names = dnsNames(stack, config);
  const hosts = [plan.address, ...names];
  let made: Certificates | undefined;
  const certificates = () =>
    (made ??= new Certificates(
      `${stack}-certificates`,
      { hosts, rotated: plan.rotated ?? {} },
      { parent: host },
    ));
  return {
    ...plan,
    dockerHost,
    protect: config.environment === "production",
    host,
    secrets,
    handovers: new Handovers(services, { ...plan, host }),
    dnsNames: names,
    certificates,
    authorityOf(name) {
      const found = findService([...services, ...plan.others], { node: stack }, name);
      if (!found || found.node === stack) return certificates().authority();
      const known = published.authorities[found.node];
      if (known !== undefined) return pulumi.output(known);
      // All nodes with Vault have theirs from the same.
      return config.vault.enabled ? certificates().authority() : pulumi.output("");
    },
    verifierOf(secret) {
      const isHere = services.some(({ name }) => secret.startsWith(`${name}/`));
      if (isHere) return { value: secrets.verifier(secret), kept: secrets.passwordOf(secret).kept };
      const verifier = published.verifiers[secret];
      return verifier === undefined ? undefined : { value: pulumi.output(verifier), kept: [] };
    },
  };
}

/** Its name on the tailnet, where one is configured. */
function dnsNames(stack: StackName, { tailnet: { domain } }: StackConfig): string[] {
  return domain === undefined ? [] : [`${stack}.${domain}`];
}

function disabledServices(stack: StackName, enabled: readonly Service[]): string[] {
  return catalog
    .filter(({ node, name }) => node === stack && !enabled.some((one) => one.name === name))
    .map(({ name }) => name);
}

/** What this very stack has published so far. */
async function readOwnOutputs(): Promise<Record<string, unknown>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const published = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
    outputs?: Record<string, unknown>;
  };
  return published.outputs ?? {};
}

function sayHolds({ held }: RunRecord): void {
  for (const [name, { container, reason, since }] of Object.entries(held)) {
    void pulumi.log.warn(
      `${name} is held back on ${container.image} since ${since}: ${reason}; ` +
        "another definition of it ends this",
    );
  }
}

/** Each image once. An update with one of these would run whatever the registry has that day. */
function unresolved(services: readonly Service[], lock: ImageLock): string[] {
  const keys = services
    .filter(({ image }) => isUnresolved(image, lock))
    .map(({ image }) => lockKey(image));
  const images = [...new Set(keys)].sort();
  if (images.length > 0 && !pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(
      `images: each must have a digest that a registry has confirmed, these have none: ` +
        `${images.join(", ")}; run npx bev images lock where their registries can be reached`,
    );
  }
  return images;
}

function stackName(name: string): StackName {
  const known: string[] = [...nodeNames, ...regionNames.map((region) => `edge-${region}`)];
  if (known.includes(name)) return name as StackName;
  throw new pulumi.RunError(
    `stack: must be one of ${known.join(", ")}, got ${shown(name)}; choose one with --stack`,
  );
}

function regionOf(stack: StackName): RegionName {
  return stack.replace("edge-", "") as RegionName;
}
