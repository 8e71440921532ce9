/** From a stack's name and configuration to its resources and what it tells the others. */
import * as pulumi from "@pulumi/pulumi";
import { catalog } from "../catalog/index.ts";
import { isNode, stackNames } from "../catalog/nodes.ts";
import type { Service } from "../catalog/resolve.ts";
import type { StackName } from "../catalog/types.ts";
import type { Certificates } from "../components/certificates.ts";
import type { DeploymentSite } from "../components/site.ts";
import { activeHolds } from "../container/rendered-service.ts";
import { formatFault, formatFaults, shown } from "../lib/faults.ts";
import { hasCertificate } from "../rules/certificates.ts";
import { isUnresolved, lockKey } from "../rules/images.ts";
import type { ImageLock } from "../rules/images.ts";
import { missingIn, missingText } from "../software/missing.ts";
import type { StackConfig } from "./config/schema.ts";
import { readContracts } from "./contracts/consume.ts";
import type { Published } from "./contracts/consume.ts";
import { contractOf, contractSchema, secretsToVerify } from "./contracts/contract.ts";
import type { Contract } from "./contracts/contract.ts";
import { choiceLines, unmetNeeds, waitLines } from "./contracts/published.ts";
import { referencesOf } from "./contracts/references.ts";
import { parseRunRecord } from "./contracts/run-record.ts";
import type { RunRecord } from "./contracts/run-record.ts";
import { Deployment } from "./deployment.ts";
import { edge } from "./edge.ts";
import { createGround } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { addressesIn, otherServices, planStack, regionsIn } from "./plan.ts";
import type { StackPlan } from "./plan.ts";
import { createSite } from "./site.ts";
import { createTailnet } from "./tailnet.ts";
import { admitClients } from "./vault-clients.ts";
import { openVault } from "./vault.ts";
import type { StackVault } from "./vault.ts";

export interface StackOutputs {
  contract: pulumi.Output<Contract>;
  /** What this stack relies on, and what is known of it. */
  references: Record<string, string>;
  /** Until other stacks are updated, or services there are enabled: what this one lacks of them. */
  waits?: string[];
  /** Images without a confirmed digest. */
  unresolvedImages: string[];
  run: RunRecord;
  /** By service: when its certificate ends, in ISO 8601. */
  certificates?: pulumi.Output<Record<string, string>>;
  /** By machine: what lets it join the tailnet, while `bev:tailnet.authKeys` asks for it. */
  authKeys?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Published by the stack that runs Vault: the token that all stacks deploy with. */
  vaultToken?: pulumi.Output<string>;
}

/** @throws RunError with one line for each fault of the plan */
export async function deployStack(name: string, config: StackConfig): Promise<StackOutputs> {
  const stack = stackName(name);
  const before = await readOwnOutputs();
  const { held, previous, rotated } = parseRunRecord(before["run"]);
  const published = await readPublished(stack, config, before);
  const plan = { ...planStack(stack, config, published.contracts), holds: held, rotated };
  const waits = waitsOf(plan, config, published);
  const unresolvedImages = unresolved(plan.services, plan.lock);

  const ground = createGround(plan, config);
  // A region relies on no other stack: it has no secret that Vault must keep.
  const vault = isNode(stack) ? openVault(ground, config.vault, published) : undefined;
  const site = createSite(ground, published, vault);
  deployServices(stack, site, vault);
  const tailnet = createTailnet(plan, config.tailnet, ground.host);

  const run = { held: activeHolds(plan), previous, rotated };
  sayHolds(run);
  for (const missing of missingIn(plan.services, config.alerts)) {
    void pulumi.log.info(missingText(missing));
  }
  const certificates = certificatesOf(ground, vault);
  return {
    contract: publish(ground, site, vault, certificates),
    references: published.states,
    ...(waits.length > 0 && { waits }),
    unresolvedImages,
    run,
    ...(certificates && { certificates: certificates.ends() }),
    ...(tailnet && { authKeys: tailnet.authKeys }),
    ...(vault?.published && { vaultToken: vault.published.token }),
  };
}

/** What the other stacks have published, and of Vault what this one has itself. */
async function readPublished(
  stack: StackName,
  config: StackConfig,
  before: Record<string, unknown>,
): Promise<Published> {
  const references = referencesOf(stack, regionsIn(config));
  const published = await readContracts(references, addressesIn(config));
  const own = contractSchema.safeParse(before["contract"]).data;
  return { ...published, vault: { ...own?.vault, ...published.vault } };
}

/**
 * Says where the plan goes by what others have published and not by rows.
 * @returns what it lacks of them until they are updated
 * @throws RunError where an update needs what a stack that must be there has switched off
 */
function waitsOf(
  { stack, services, others }: StackPlan,
  config: StackConfig,
  { contracts }: Published,
): string[] {
  const rows = otherServices(catalog, stack as StackName, config);
  const unmet = unmetNeeds(services, others);
  const hard = referencesOf(stack).filter(({ kind }) => kind === "hard");
  const refused = unmet.filter(({ node }) => hard.some(({ to }) => to === node));
  if (refused.length > 0 && !pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(formatFaults(refused.map(({ fault }) => fault)));
  }
  for (const line of choiceLines(rows, contracts)) void pulumi.log.info(line);
  const waits = [
    ...waitLines(stack, rows, contracts),
    ...unmet.map(({ fault }) => formatFault(fault)),
  ];
  for (const line of waits) void pulumi.log.warn(line);
  return waits;
}

function deployServices(stack: StackName, site: DeploymentSite, vault?: StackVault): void {
  if (!isNode(stack)) {
    edge(stack, site);
    return;
  }
  const deployment = new Deployment(site, vault?.deployed);
  deployment.all();
  if (vault) admitClients(deployment, vault);
}

/** What other stacks learn of this one. */
function publish(
  ground: Ground,
  site: DeploymentSite,
  vault: StackVault | undefined,
  certificates: Certificates | undefined,
): pulumi.Output<Contract> {
  const { stack, address, services, others } = ground;
  const known = catalog.filter(({ node }) => node === stack).map(({ name }) => name);
  const [dnsName] = ground.dnsNames;
  const verifiers = secretsToVerify(services, others).map(
    ({ secret, kind }) => [secret, site.secrets.verifier(secret, kind)] as const,
  );
  const { authority } = vault?.published ?? {};
  return pulumi.output({
    ...contractOf(stack, address, services, known),
    ...(dnsName !== undefined && { dnsName }),
    verifiers: Object.fromEntries(verifiers),
    ...(certificates && { authority: site.certifier().authority() }),
    ...(authority && { vault: { authority } }),
  });
}

/** Vault's authority is published where no service of this stack has a certificate: others may. */
function certificatesOf(ground: Ground, vault?: StackVault): Certificates | undefined {
  const hasAny = ground.services.some((service) => hasCertificate(service));
  return vault?.published || hasAny ? ground.certificates() : undefined;
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
  const known = stackNames();
  const found = known.find((one) => one === name);
  if (found) return found;
  throw new pulumi.RunError(
    `stack: must be one of ${known.join(", ")}, got ${shown(name)}; choose one with --stack`,
  );
}
