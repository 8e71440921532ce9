/** A target outside production: everything in which it differs from production. */
import { existsSync, mkdirSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { resolveLock, writeLock } from "../operations/images/image-lock.ts";
import { trackedSettings } from "../operations/project.ts";
import { readStackFile } from "../operations/stack-file.ts";
import type { StackSettings } from "../operations/stack-file.ts";
import { projectDirectory } from "../operations/workspace.ts";
import { resolveImage, Unresolvable } from "../operations/images/registry.ts";
import { catalog } from "../src/catalog/index.ts";
import { isEdgeStack } from "../src/catalog/regions.ts";
import { resolveService } from "../src/catalog/resolve.ts";
import type { Service, ServiceChoice } from "../src/catalog/resolve.ts";
import type { ServiceSpec } from "../src/catalog/types.ts";
import { readImageLock } from "../src/stack/config/image-lock.ts";
import { sha256 } from "../src/lib/hash.ts";
import { stackFile } from "../src/lib/paths.ts";
import type { ImageLock } from "../src/rules/images.ts";
import { cacheDirectory } from "../toolchain/paths.mjs";
import { ensureImage, planRecipe, RECIPE_LABEL, referenceIn } from "./images/build.ts";
import type { Plan } from "./images/build.ts";
import { imageName, planDouble } from "./images/double.ts";
import { regionSettings } from "./region.ts";
import { withRegistry } from "./registry.ts";
import { withoutVote } from "./vote.ts";

export interface Target {
  /** The stacks' state and project, the image lock, delivered files. */
  directory: string;
  /** Those that it has, in the order in which they are deployed. */
  stacks: readonly string[];
  /** On loopback. Fixed: it is part of the name of every image that a container runs. */
  registry: string;
  /** Takes images to the Engines of their stacks: new ones from where they were made, through the registry. */
  publish: (images: readonly PublishedImage[]) => Promise<void>;
  /** Seconds between health checks, where production's cost too much; the Engine's socket, where it is another. */
  machine: (stack: string) => { checkSeconds?: number; engineSocket?: string };
  /** What differs in a node's settings and in its stack's. */
  node: (stack: string) => StackSettings;
  settings: (stack: string) => StackSettings;
}

export interface PublishedImage {
  /** With the registry. */
  reference: string;
  /** Those that run it. */
  stacks: readonly string[];
  /** As the registry has it; absent where the registry lacks it. */
  digest?: string;
}

/** Prints what an Engine has, for `isThere`. */
export const LIST_IMAGES = "docker image ls --digests --format '{{.Repository}}@{{.Digest}}'";

/** By that list; asking the Engine once takes less than it takes to pull one image that it has. */
export function isThere(listed: string, { reference, digest }: PublishedImage): boolean {
  if (digest === undefined) return false;
  const repository = reference.slice(0, reference.lastIndexOf(":"));
  return listed.split("\n").includes(`${repository}@${digest}`);
}

/** Configuration of one stack. With `only`, services that were not asked for are off. */
export function targetSettings(
  target: Target,
  stack: string,
  only?: readonly string[],
): StackSettings {
  const tracked = baseSettings(stack);
  const node = tracked["bev:node"] as Record<string, unknown>;
  const hasVault = only?.includes("vault") ?? true;
  return {
    ...tracked,
    "bev:environment": "lab",
    "bev:registry": target.registry,
    "bev:node": {
      ...node,
      // The figures of the plan stay the node's; only what this Engine would refuse is cut.
      machine: { cores: cpus().length, gpus: 0, ...target.machine(stack) },
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      ...target.node(stack),
    },
    "bev:services": choices(stack, only),
    "bev:imageLock": lockOf(target),
    "bev:dataRoot": path.join(target.directory, "data", stack),
    "bev:vault": { enabled: hasVault, shares: sharesFolder(target) },
    // Of this target's Vault: production's versions are not in it.
    "bev:secrets": hasVault ? givenThere(target, stack) : {},
    ...target.settings(stack),
  };
}

/** What the target's settings differ from. */
function baseSettings(stack: string): StackSettings {
  const settings = isEdgeStack(stack) ? regionSettings(stack) : trackedSettings(stack);
  const chosen = settings["bev:services"] as Choices | undefined;
  return { ...settings, "bev:services": { ...chosen, ...withoutVote(stack) } };
}

/** What `bev secrets set` wrote into the file of its last update. */
function givenThere({ directory }: Target, stack: string): unknown {
  const file = stackFile(stack, projectDirectory(directory));
  return (existsSync(file) ? readStackFile(file)["bev:secrets"] : undefined) ?? {};
}

/** Out of the repository, as in production; removing the target removes it too. */
export function sharesFolder({ directory }: Pick<Target, "directory">): string {
  return path.join(cacheDirectory, "shares", sha256(directory).slice(0, 12));
}

/** The images of the stacks' services that the cache lacks; doubles share an archive. */
export function unbuiltImages(stacks: readonly string[]): Plan[] {
  const plans = targetImages(stacks, undefined).map(({ plan }) => plan);
  const archives = new Map(plans.map((plan) => [plan.archive, plan]));
  return [...archives.values()].filter(({ archive }) => !existsSync(archive));
}

/** Builds, publishes and locks the images of the stacks' services, or of those in `only`. */
export async function prepareImages(
  target: Target,
  stacks: readonly string[],
  only: readonly string[] | undefined,
  report: (detail: string) => void,
): Promise<string> {
  const { registry } = target;
  const staged = targetImages(stacks, only);
  await withRegistry(registry, async () => {
    const images: PublishedImage[] = [];
    for (const [index, { plan, stacks: runOn }] of staged.entries()) {
      const position = `${String(index + 1)} of ${String(staged.length)}`;
      const digest = await heldDigest(registry, plan);
      if (digest === undefined)
        await ensureImage(plan, registry, (detail) =>
          report(`${plan.name} (${position}): ${detail}`),
        );
      const reference = referenceIn(registry, plan);
      images.push({ reference, stacks: runOn, ...(digest !== undefined && { digest }) });
    }
    report("to the Engines");
    await target.publish(images);
    const sources = { registry, mirror: registry };
    const locked = staged.map(({ image }) => image);
    const { lock } = await resolveLock(locked, sources, {});
    mkdirSync(target.directory, { recursive: true });
    writeLock(lockOf(target), { ...knownLock(target), ...lock });
  });
  const doubles = staged.filter(({ isDouble }) => isDouble).length;
  return `Images ready: ${String(staged.length - doubles)} real, ${String(doubles)} doubles`;
}

/** Of the image as it is planned now; undefined where the registry has another one or none. */
async function heldDigest(registry: string, { image, hash }: Plan): Promise<string | undefined> {
  try {
    const held = await resolveImage(`${registry}/${image.repository}`, image.tag);
    return held.labels[RECIPE_LABEL] === hash ? held.digest : undefined;
  } catch (error) {
    if (error instanceof Unresolvable) return undefined;
    throw error;
  }
}

interface TargetImage {
  plan: Plan;
  image: Service["image"];
  isDouble: boolean;
  stacks: string[];
}

/** One for each image, however many services share it. */
function targetImages(
  stacks: readonly string[],
  only: readonly string[] | undefined,
): TargetImage[] {
  const rows = catalog.filter((row) => isEnabled(row, stacks, only));
  return [...Map.groupBy(rows, imageName)].map(([name, sharing]) => {
    const { image } = resolveService(sharing[0] as ServiceSpec);
    const recipe = planRecipe(name, image);
    return {
      plan: recipe ?? planDouble(name),
      image,
      isDouble: recipe === undefined,
      stacks: [...new Set(sharing.map(({ node }) => node))],
    };
  });
}

function isEnabled(
  row: ServiceSpec,
  stacks: readonly string[],
  only: readonly string[] | undefined,
): boolean {
  const { node, name } = row;
  return stacks.includes(node) && resolveService(row, choices(node, only)[name]).enabled;
}

type Choices = Record<string, ServiceChoice>;

/** What the stack's file says of its services, or that those of `only` run and no others. */
function choices(stack: string, only: readonly string[] | undefined): Choices {
  if (!only) return (baseSettings(stack)["bev:services"] ?? {}) as Choices;
  const names = catalog.filter(({ node }) => node === stack).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, { enabled: only.includes(name) }]));
}

function knownLock(target: Target): ImageLock {
  return existsSync(lockOf(target)) ? readImageLock(lockOf(target)) : {};
}

function lockOf({ directory }: Target): string {
  return path.join(directory, "images.lock.json");
}
