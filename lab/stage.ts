/** Where services run that are not in production: what differs there, and nothing else. */
import { cpus } from "node:os";
import path from "node:path";
import { CliError } from "../cli/error.ts";
import { resolveLock, writeLock } from "../cli/lock.ts";
import { trackedSettings } from "../cli/project.ts";
import type { StackSettings } from "../cli/project.ts";
import { catalog } from "../src/catalog/index.ts";
import { resolveService } from "../src/catalog/resolve.ts";
import { ensureImage, planImage } from "./images/build.ts";
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
      // The figures of the plan stay the node's; only what this Engine would refuse is cut.
      coresPerContainer: cpus().length,
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
  const images = new Map(
    catalog
      .filter(({ name }) => services.includes(name))
      .map((row) => [row.image ?? row.name, resolveService(row).image] as const),
  );
  const plans = [...images].map(([name, image]) => planImage(name, image));
  await withRegistry(registry, path.join(stage.directory, "registry"), async () => {
    for (const plan of plans) {
      const reference = await ensureImage(plan, registry, (detail) =>
        report(`${plan.name}: ${detail}`),
      );
      report(`${plan.name}: pushing`);
      await stage.publish(reference);
    }
    const sources = { registry, mirror: registry };
    const { lock } = await resolveLock([...images.values()], sources, {});
    writeLock(lockOf(stage), lock);
  });
  return `Images ready: ${[...images.keys()].join(", ")}`;
}

function lockOf({ directory }: Stage): string {
  return path.join(directory, "images.lock.json");
}
