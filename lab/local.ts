/** The nodes on this machine's own Docker Engine. */
import { rmSync } from "node:fs";
import path from "node:path";
import { workDirectory } from "../src/lib/paths.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { capture } from "../operations/command.ts";
import { nodeStacks } from "../operations/stacks.ts";
import { RECIPE_LABEL } from "./images/build.ts";
import { isThere, LIST_IMAGES, sharesFolder } from "./target.ts";
import type { Target } from "./target.ts";

/** One loopback address for each node: the same ports on all of them do not collide. */
export const localAddresses = Object.fromEntries(
  nodeNames.map((name, index) => [name, `127.30.0.${String(index + 1)}`]),
);

function engineHost(): string {
  return process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
}

export const localTarget: Target = {
  directory: path.join(workDirectory, "local"),
  stacks: nodeStacks(),
  registry: "127.0.0.1:5055",
  publish: async (images) => {
    const listed = await capture("sh", ["-c", LIST_IMAGES]);
    const lacking = images.filter((image) => !isThere(listed, image));
    if (lacking.length === 0) return;
    const commands = lacking.map(
      ({ reference, digest }) => `${digest === undefined ? "push" : "pull"} --quiet ${reference}`,
    );
    const each = "printf '%s\\n' \"$@\" | xargs -L 1 -P 2 docker";
    await capture("sh", ["-c", each, "sh", ...commands]);
  },
  machine: () => {
    const [, engineSocket] = /^unix:\/\/(\/.+)/.exec(engineHost()) ?? [];
    return engineSocket === undefined ? {} : { engineSocket };
  },
  node: (stack) => ({
    host: engineHost(),
    address: localAddresses[stack],
  }),
  settings: (stack) => ({ "bev:prefix": `bev_${stack}_`, "bev:peers": localAddresses }),
};

/**
 * At once: their data goes with them, and members of a cluster that stop one after the other wait for
 * those that are gone.
 */
export async function killContainers(ids: readonly string[]): Promise<void> {
  // Refused for those that have ended; the others are killed.
  if (ids.length > 0) await capture("docker", ["kill", ...ids]).catch(() => undefined);
}

/** What the stacks themselves do not remove: delivered files and the images made here. */
export async function removeLeftovers(): Promise<void> {
  const listed = await capture("docker", [
    ...["image", "ls", "--quiet", "--no-trunc", "--filter", `label=${RECIPE_LABEL}`],
  ]);
  const made = [...new Set(listed.split("\n").filter(Boolean))];
  const [image] = made;
  // The Engine made the folders as root; a container takes them away again.
  if (image) {
    await capture("docker", [
      ...["run", "--rm", "--network", "none", "--user", "0:0", "--entrypoint", "rm"],
      ...["--volume", `${localTarget.directory}:/bev`, image, "-rf", "/bev/data"],
    ]);
    await capture("docker", ["image", "rm", "--force", ...made]);
  }
  rmSync(sharesFolder(localTarget), { recursive: true, force: true });
  rmSync(localTarget.directory, { recursive: true, force: true });
}
