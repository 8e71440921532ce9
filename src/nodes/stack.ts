/** From a stack's name and configuration to its resources and what it tells the others. */
import * as pulumi from "@pulumi/pulumi";
import { isNode } from "../catalog/check.ts";
import { zones } from "../catalog/defaults.ts";
import { catalog } from "../catalog/index.ts";
import { nodes, nodeNames, regionNames, regions } from "../catalog/nodes.ts";
import type { NodeName, RegionName } from "../catalog/nodes.ts";
import type { Service } from "../catalog/resolve.ts";
import type { StackName } from "../catalog/types.ts";
import { Host } from "../components/host.ts";
import { SecretStore } from "../components/secrets.ts";
import type { DeploymentSite } from "../components/site.ts";
import type { StackConfig } from "../config/schema.ts";
import { readContracts } from "../contracts/consume.ts";
import type { Published } from "../contracts/consume.ts";
import { contractOf, secretsToVerify } from "../contracts/contract.ts";
import { parseRunRecord } from "../contracts/run-record.ts";
import type { RunRecord } from "../contracts/run-record.ts";
import type { Contract } from "../contracts/contract.ts";
import { shown } from "../lib/faults.ts";
import { activeHolds } from "../render/service.ts";
import { zonesOf } from "../render/site.ts";
import type { StackSite } from "../render/site.ts";
import { isUnresolved, lockKey } from "../rules/images.ts";
import type { ImageLock } from "../rules/images.ts";
import { reservedPorts } from "../rules/ports.ts";
import { edge } from "./edge.ts";
import { oracle1 } from "./oracle1.ts";
import { planStack } from "./plan.ts";
import { starlord } from "./starlord.ts";
import { thanos } from "./thanos.ts";

const roots: Record<NodeName, (site: DeploymentSite) => void> = { oracle1, starlord, thanos };

export interface StackOutputs {
  contract: pulumi.Output<Contract>;
  /** What this stack relies on, and what is known of it. */
  references: Record<string, string>;
  /** Images without a confirmed digest. */
  unresolvedImages: string[];
  run: RunRecord;
}

/** @throws RunError with one line for each fault of the plan */
export async function deployStack(name: string, config: StackConfig): Promise<StackOutputs> {
  const stack = stackName(name);
  const { held, previous } = await readRunRecord();
  const plan = { ...planStack(stack, config), holds: held };
  const { services, lock, address } = plan;
  const unresolvedImages = unresolved(services, lock);
  const published = await readContracts(stack, plan.addressOf);
  const site = createSite(stack, config, plan, published);
  if (isNode(stack)) roots[stack](site);
  else edge(site);

  const verifiers = secretsToVerify(services, plan.others).map(
    (secret) => [secret, site.secrets.verifier(secret)] as const,
  );
  const contract = pulumi.output({
    ...contractOf(stack, address, services),
    verifiers: Object.fromEntries(verifiers),
  });
  const run = { held: activeHolds(plan), previous };
  sayHolds(run);
  return { contract, references: published.states, unresolvedImages, run };
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
  const secrets = new SecretStore(host);
  return {
    ...plan,
    dockerHost,
    protect: config.environment === "production",
    host,
    secrets,
    verifierOf(secret) {
      const isHere = services.some(({ name }) => secret.startsWith(`${name}/`));
      if (isHere) return secrets.verifier(secret);
      const verifier = published.verifiers[secret];
      return verifier === undefined ? undefined : pulumi.output(verifier);
    },
  };
}

function disabledServices(stack: StackName, enabled: readonly Service[]): string[] {
  return catalog
    .filter(({ node, name }) => node === stack && !enabled.some((one) => one.name === name))
    .map(({ name }) => name);
}

/** What this very stack has published so far. */
async function readRunRecord(): Promise<RunRecord> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const published = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
    outputs?: Record<string, unknown>;
  };
  return parseRunRecord(published.outputs?.["run"]);
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
