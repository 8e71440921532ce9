/** Where services run that are not in production: what differs there, and nothing else. */
import path from "node:path";
import { CliError } from "../cli/error.ts";
import { resolveLock, writeLock } from "../cli/lock.ts";
import { trackedSettings } from "../cli/project.ts";
import type { StackSettings } from "../cli/project.ts";
import { catalog } from "../src/catalog/index.ts";
import { images } from "../src/catalog/images.ts";
import type { ImageName } from "../src/catalog/images.ts";
import { ensureImage } from "./images/build.ts";
import { withRegistry } from "./registry.ts";

export interface Stage {
  /** The stacks' state and project, the image lock, delivered files. */
  directory: string;
  /** On loopback. Fixed: it is part of the name of every image that a container runs. */
  registry: string;
  /** Takes an image from where `docker import` put it to the registry and the engines. */
  publish: (reference: string) => Promise<void>;
  /** What differs in a node's settings and in its stack's. */
  node: (stack: string) => StackSettings;
  settings: (stack: string) => StackSettings;
}

/** Configuration of one stack; services that were not asked for are off. */
export function stageSettings(stage: Stage, stack: string, only: readonly string[]): StackSettings {
  const tracked = trackedSettings(stack);
  const node = tracked["bev:node"] as Record<string, unknown>;
  const names = catalog.filter((row) => row.node === stack).map((row) => row.name);
  return {
    ...tracked,
    "bev:environment": "lab",
    "bev:registry": stage.registry,
    "bev:node": {
      ...node,
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      ...stage.node(stack),
    },
    "bev:services": Object.fromEntries(
      names.map((name) => [name, { enabled: only.includes(name) }]),
    ),
    "bev:imageLock": lockOf(stage),
    "bev:dataRoot": path.join(stage.directory, "data", stack),
    ...stage.settings(stack),
  };
}

/** @throws CliError for a name that none of the stacks has */
export function checkServices(stacks: readonly string[], only: readonly string[]): void {
  const known = catalog.filter(({ node }) => stacks.includes(node)).map(({ name }) => name);
  const unknown = only.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new CliError(
    `--only: must name services of ${stacks.join(", ")}, got "${unknown}"; docs/services.md lists them`,
  );
}

/** Builds, publishes and locks the images of these services. */
export async function prepareImages(
  stage: Stage,
  services: readonly string[],
  report: (detail: string) => void,
): Promise<string> {
  const { registry } = stage;
  const names = new Set(
    catalog
      .filter(({ name }) => services.includes(name))
      .map(({ name, image }) => image ?? noImage(name)),
  );
  await withRegistry(registry, path.join(stage.directory, "registry"), async () => {
    for (const name of names) {
      const reference = await ensureImage(name, registry, (detail) => report(`${name}: ${detail}`));
      report(`${name}: pushing`);
      await stage.publish(reference);
    }
    const locked = [...names].map((name) => ({ ...images[name], own: false }));
    const { lock } = await resolveLock(locked, { registry, mirror: registry }, {});
    writeLock(lockOf(stage), lock);
  });
  return `Images ready: ${[...names].join(", ")}`;
}

function lockOf({ directory }: Stage): string {
  return path.join(directory, "images.lock.json");
}

function noImage(service: string): ImageName {
  throw new CliError(
    `${service}: runs an image of BEV's own, which is not published here; choose others with --only`,
  );
}
