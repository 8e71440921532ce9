/** Where a row stands on the Engine of its node, as configurations say. */
import type { ServiceSpec } from "../src/catalog/types.ts";
import { containerName, volumeName } from "../src/lib/names.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { dockerOn } from "./command.ts";

export interface PlacedRow {
  node: string;
  host: string;
  container: string;
  volumes: string[];
}

/** By node, as it was deployed there. */
export type Configs = ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>;

/** Undefined where its node has no configuration. */
export function placedRow(
  { name, node, volumes = [] }: ServiceSpec,
  configs: Configs,
): PlacedRow | undefined {
  const config = configs.get(node);
  if (!config) return undefined;
  const { prefix } = config;
  return {
    ...{ node, host: config.node.host, container: containerName(prefix, name) },
    volumes: volumes.map((volume) => volumeName(prefix, name, volume.name)),
  };
}

/** The next update of its node makes it new: a follower of a database then copies everything again. */
export async function removeWithVolumes({ host, container, volumes }: PlacedRow): Promise<void> {
  await dockerOn(host, "rm", "--force", container);
  await dockerOn(host, "volume", "rm", "--force", ...volumes);
}
