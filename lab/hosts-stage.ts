/** The nodes on the lab's three hosts: reached as in production, at production's addresses. */
import path from "node:path";
import { capture } from "./command.ts";
import { labDirectory } from "./hosts.ts";
import { labNodes } from "./node.ts";
import { SSH_PATH } from "./ssh.ts";
import type { Stage } from "./stage.ts";

const REGISTRY = "127.0.0.1:5056";
const [builder, ...others] = labNodes.map(({ name }) => name);

/** From here on, this process and what it starts know the nodes by name; one builds the images. */
export function enterHosts(): Stage {
  const stage = {
    directory: path.join(labDirectory(), "stacks"),
    registry: REGISTRY,
    publish,
    node: () => ({}),
    settings: () => ({}),
  };
  process.env["PATH"] = [SSH_PATH, process.env["PATH"]].join(path.delimiter);
  process.env["DOCKER_HOST"] = `ssh://${String(builder)}`;
  return stage;
}

async function publish(reference: string): Promise<void> {
  await withRegistryOn(String(builder), `docker push --quiet ${reference}`);
  await Promise.all(others.map((node) => withRegistryOn(node, `docker pull --quiet ${reference}`)));
}

/** While the command runs, the node finds this machine's registry at its own loopback address. */
function withRegistryOn(node: string, command: string): Promise<string> {
  return capture("ssh", ["-R", `${REGISTRY}:${REGISTRY}`, node, command]);
}
