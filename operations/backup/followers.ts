/** Who follows a database that goes back to a backup: none of them can go on, for its history is another one. */
import { catalog } from "../../src/catalog/index.ts";
import { containerName, volumeName } from "../../src/lib/names.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { dockerOn } from "../command.ts";

export interface Follower {
  node: string;
  service: string;
  host: string;
  container: string;
  volumes: string[];
}

/** @param configs by node, as it was deployed there */
export function followersOf(
  service: string,
  configs: ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>,
): Follower[] {
  return catalog.flatMap(({ name, node, data, volumes = [] }) => {
    const config = configs.get(node);
    const follows =
      data?.engine === "postgres" &&
      (data.subscriptions ?? []).some(({ primary }) => primary === service);
    if (!config || !follows) return [];
    const { prefix } = config;
    return [
      {
        ...{ node, service: name, host: config.node.host, container: containerName(prefix, name) },
        volumes: volumes.map((volume) => volumeName(prefix, name, volume.name)),
      },
    ];
  });
}

/**
 * What to say of each, with the commands that have it copy all again.
 *
 * @param flag of the target, with a blank before it
 */
export function followerLines(followers: readonly Follower[], flag: string): string[] {
  return followers.flatMap(({ node, service, host, container, volumes }) => [
    `${node}/${service} cannot go on following it; have it copy everything again:`,
    `  docker --host ${host} rm --force ${container}`,
    `  docker --host ${host} volume rm ${volumes.join(" ")}`,
    `  npx bev up${flag} ${node}`,
  ]);
}

/** The next update of its node makes it new: a follower then copies everything again. */
export async function removeWithVolumes({
  host,
  container,
  volumes,
}: Pick<Follower, "host" | "container" | "volumes">): Promise<void> {
  await dockerOn(host, "rm", "--force", container);
  await dockerOn(host, "volume", "rm", "--force", ...volumes);
}
