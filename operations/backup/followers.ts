/** Who follows a database that goes back to a backup: none of them can go on, for its history is another one. */
import { catalog } from "../../src/catalog/index.ts";
import { containerName, volumeName } from "../../src/lib/names.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";

/**
 * What to say of each, with the commands that have it copy all again.
 *
 * @param configs by node, as it was deployed there
 * @param flag of the target, with a blank before it
 */
export function followerLines(
  service: string,
  configs: ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>,
  flag: string,
): string[] {
  return catalog.flatMap(({ name, node, data, volumes = [] }) => {
    const config = configs.get(node);
    const follows =
      data?.engine === "postgres" &&
      (data.subscriptions ?? []).some(({ primary }) => primary === service);
    if (!config || !follows) return [];
    const docker = `docker --host ${config.node.host}`;
    const kept = volumes.map((volume) => volumeName(config.prefix, name, volume.name));
    return [
      `${node}/${name} cannot go on following it; have it copy everything again:`,
      `  ${docker} rm --force ${containerName(config.prefix, name)}`,
      `  ${docker} volume rm ${kept.join(" ")}`,
      `  npx bev up${flag} ${node}`,
    ];
  });
}
