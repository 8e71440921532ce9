import { local } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { DataObjects } from "../catalog/types.ts";
import { renderData } from "../render/data/index.ts";

export interface DataArgs {
  data: DataObjects;
  dockerHost: string;
  /** Name of the container that holds them. */
  container: string;
  /** What must be live first: the service, or all members of its cluster. */
  live: readonly local.Command[];
}

/**
 * The data objects of a live service. They are applied again when they change, and when a container
 * was made anew, whose volume may be new too; nothing is ever deleted.
 */
export function applyData(
  name: string,
  { data, dockerHost, container, live }: DataArgs,
  parent: pulumi.Resource,
): local.Command {
  return new local.Command(
    name,
    {
      ...renderData(data, { host: dockerHost, container, members: live.length }),
      triggers: live.map(({ id }) => id),
      addPreviousOutputInEnv: false,
    },
    { parent, dependsOn: [...live] },
  );
}
