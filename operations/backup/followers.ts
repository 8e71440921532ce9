/** Who follows a database that goes back to a backup: none of them can go on, for its history is another one. */
import { catalog } from "../../src/catalog/index.ts";
import { placedRow } from "../placed-row.ts";
import type { Configs, PlacedRow } from "../placed-row.ts";

export interface Follower extends PlacedRow {
  service: string;
}

export function followersOf(service: string, configs: Configs): Follower[] {
  return catalog.flatMap((row) => {
    const { name, data } = row;
    const follows =
      data?.engine === "postgres" &&
      (data.subscriptions ?? []).some(({ primary }) => primary === service);
    const place = follows ? placedRow(row, configs) : undefined;
    return place ? [{ ...place, service: name }] : [];
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
