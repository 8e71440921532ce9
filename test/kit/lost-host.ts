/** A host of the lab is gone, and stands there again as an empty machine of the same name. */
import { rmSync } from "node:fs";
import path from "node:path";
import { downHost, labDirectory } from "../../lab/hosts.ts";
import { labNodes } from "../../lab/node.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { succeeded } from "./engine.ts";
import { lab } from "./lab.ts";

/** Processes, network, containers, images, volumes and delivered files. */
export async function lose(name: NodeName): Promise<void> {
  const node = labNodes().find((one) => one.name === name);
  if (!node) throw new Error(`the lab has no ${name}`);
  await downHost(node);
  rmSync(path.join(labDirectory(), "stacks", "data", name), { recursive: true });
  await succeeded(lab.bev("lab", "hosts", "up"));
}

export function minutesSince(time: number): string {
  return ((Date.now() - time) / 60_000).toFixed(1);
}
