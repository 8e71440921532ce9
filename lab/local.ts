/** The nodes on this machine's own Docker Engine. */
import { rmSync } from "node:fs";
import path from "node:path";
import { workDirectory } from "../cli/paths.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { capture } from "./command.ts";
import type { Stage } from "./stage.ts";

/** One loopback address for each node: the same ports on all of them do not collide. */
export const localAddresses = Object.fromEntries(
  nodeNames.map((name, index) => [name, `127.30.0.${String(index + 1)}`]),
);

export const localStage: Stage = {
  directory: path.join(workDirectory, "local"),
  registry: "127.0.0.1:5055",
  publish: async (images) => {
    for (const { reference } of images) await capture("docker", ["push", "--quiet", reference]);
  },
  node: (stack) => ({
    host: process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock",
    address: localAddresses[stack],
  }),
  settings: (stack) => ({ "bev:prefix": `bev_${stack}_`, "bev:peers": localAddresses }),
};

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
      ...["--volume", `${localStage.directory}:/bev`, image, "-rf", "/bev/data"],
    ]);
    await capture("docker", ["image", "rm", "--force", ...made]);
  }
  rmSync(localStage.directory, { recursive: true, force: true });
}
