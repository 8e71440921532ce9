/** The nodes on the lab's three hosts: reached as in production, at production's addresses. */
import path from "node:path";
import { capture } from "../operations/command.ts";
import { nodeStacks } from "../operations/stacks.ts";
import { labDirectory } from "./hosts.ts";
import { labNodes, labRegions, regionAddress } from "./node.ts";
import { SSH_PATH } from "./ssh.ts";
import type { LabNode } from "./node.ts";
import { isThere, LIST_IMAGES } from "./target.ts";
import type { PublishedImage, Target } from "./target.ts";

const REGISTRY = "127.0.0.1:5056";
/**
 * Instead of 10: each check starts a process in a container, and those of all services that often took
 * more than one of two cores.
 */
const CHECK_SECONDS = 30;
/** From here on, this process and what it starts know the nodes by name; one makes the images. */
export function enterHosts(): Target {
  const [builder] = labNodes();
  const regions = labRegions();
  const target = {
    directory: path.join(labDirectory(), "stacks"),
    // As in production: no node waits for a region.
    stacks: [...nodeStacks(), ...regions],
    registry: REGISTRY,
    publish,
    machine: (stack: string) => ({
      checkSeconds: CHECK_SECONDS,
      ...socketOf(labNodes().find(({ name }) => name === stack)),
    }),
    node: () => ({}),
    settings: () => {
      const peers = regions.map((stack) => [stack, regionAddress(stack)] as const);
      return peers.length > 0 ? { "bev:peers": Object.fromEntries(peers) } : {};
    },
  };
  process.env["PATH"] = [SSH_PATH, process.env["PATH"]].join(path.delimiter);
  process.env["DOCKER_HOST"] = `unix://${builder?.socket ?? ""}`;
  return target;
}

/** The Engines share this machine's files. */
function socketOf(node: LabNode | undefined) {
  return node && { engineSocket: node.socket };
}

/** Images are made on the first host, which is also on this machine: 2 GB need not go through ssh. */
async function publish(images: readonly PublishedImage[]): Promise<void> {
  const [builder] = labNodes();
  if (!builder) return;
  const made = images.filter(({ digest }) => digest === undefined);
  await onRegistry(builder, "push", made);
  await Promise.all(labNodes().map((node) => pullLacking(node, runBy(node, images))));
}

async function pullLacking(node: LabNode, images: readonly PublishedImage[]): Promise<void> {
  if (images.length === 0) return;
  const listed = await capture("ssh", [node.name, LIST_IMAGES]);
  const lacking = images.filter((image) => !isThere(listed, image));
  await onRegistry(node, "pull", lacking);
}

function runBy({ name }: LabNode, images: readonly PublishedImage[]): PublishedImage[] {
  return images.filter(({ stacks }) => stacks.includes(name));
}

/** While the command runs, the node finds this machine's registry at its own loopback address. */
async function onRegistry(
  { name }: LabNode,
  verb: "push" | "pull",
  images: readonly PublishedImage[],
): Promise<void> {
  if (images.length === 0) return;
  const references = images.map(({ reference }) => reference).join(" ");
  const command = `printf '%s\\n' ${references} | xargs -n 1 -P 2 docker ${verb} --quiet`;
  // A connection of its own: a shared one would keep the address when the command has ended.
  const tunnel = ["-S", "none", "-R", `${REGISTRY}:${REGISTRY}`];
  await capture("ssh", [...tunnel, name, command]);
}
