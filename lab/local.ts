/** The nodes on this machine's own Docker Engine: what differs from production, and nothing else. */
import { rmSync } from "node:fs";
import path from "node:path";
import { CliError } from "../cli/error.ts";
import { resolveLock, writeLock } from "../cli/lock.ts";
import { workDirectory } from "../cli/paths.ts";
import { trackedSettings } from "../cli/project.ts";
import type { StackSettings } from "../cli/project.ts";
import { catalog } from "../src/catalog/index.ts";
import { images } from "../src/catalog/images.ts";
import type { ImageName } from "../src/catalog/images.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { capture } from "./command.ts";
import { ensureImage } from "./images/build.ts";
import { REGISTRY, withRegistry } from "./registry.ts";

export const localDirectory = path.join(workDirectory, "local");
const dataRoot = path.join(localDirectory, "data");
const localLock = path.join(localDirectory, "images.lock.json");

/** One loopback address for each node: the same ports on all of them do not collide. */
const addresses = Object.fromEntries(
  nodeNames.map((name, index) => [name, `127.30.0.${String(index + 1)}`]),
);

/** Configuration of one stack; services that were not asked for are off. */
export function localSettings(stack: string, only: readonly string[]): StackSettings {
  const tracked = trackedSettings(stack);
  const node = tracked["bev:node"] as Record<string, unknown>;
  const names = catalog.filter((row) => row.node === stack).map((row) => row.name);
  return {
    ...tracked,
    "bev:environment": "lab",
    "bev:registry": REGISTRY,
    "bev:node": {
      ...node,
      host: process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock",
      address: addresses[stack],
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
    },
    "bev:services": Object.fromEntries(
      names.map((name) => [name, { enabled: only.includes(name) }]),
    ),
    "bev:imageLock": localLock,
    "bev:dataRoot": path.join(dataRoot, stack),
    "bev:prefix": `bev_${stack}_`,
    "bev:peers": addresses,
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

/** Builds, pushes and locks the images of these services. */
export async function prepareImages(
  services: readonly string[],
  report: (detail: string) => void,
): Promise<string> {
  const names = new Set(
    catalog
      .filter(({ name }) => services.includes(name))
      .map(({ name, image }) => image ?? noImage(name)),
  );
  await withRegistry(path.join(localDirectory, "registry"), async () => {
    for (const name of names) {
      const reference = await ensureImage(name, REGISTRY, (detail) => report(`${name}: ${detail}`));
      report(`${name}: pushing`);
      await capture("docker", ["push", "--quiet", reference]);
    }
    const locked = [...names].map((name) => ({ ...images[name], own: false }));
    const { lock } = await resolveLock(locked, { registry: REGISTRY, mirror: REGISTRY }, {});
    writeLock(localLock, lock);
  });
  return `Images ready: ${[...names].join(", ")}`;
}

function noImage(service: string): ImageName {
  throw new CliError(
    `${service}: runs an image of BEV's own, which is not published here; choose others with --only`,
  );
}

/** What the stacks themselves do not remove: delivered files and the images made here. */
export async function removeLeftovers(): Promise<void> {
  const listed = await capture("docker", [
    ...["image", "ls", "--quiet", "--no-trunc", "--filter", "label=bev.recipe"],
  ]);
  const made = [...new Set(listed.split("\n").filter(Boolean))];
  const [image] = made;
  // The Engine made the folders as root; a container takes them away again.
  if (image) {
    await capture("docker", [
      ...["run", "--rm", "--network", "none", "--user", "0:0", "--entrypoint", "rm"],
      ...["--volume", `${localDirectory}:/bev`, image, "-rf", "/bev/data"],
    ]);
    await capture("docker", ["image", "rm", "--force", ...made]);
  }
  rmSync(localDirectory, { recursive: true, force: true });
}
