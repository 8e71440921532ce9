/** Delivers rendered files to a node. */
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { archive, renderDelivery } from "../container/delivery.ts";
import type { ConfigFile } from "../software/software.ts";

export interface ConfigFilesArgs {
  dockerHost: string;
  stack: string;
  image: string;
  /** On the node; its name holds the hash of the files. */
  directory: string;
  files: readonly ConfigFile[];
}

/** World-readable: it is configuration, and any uid of an image may read it. */
const READABLE = { uid: 0, gid: 0, mode: 0o444 };

/** Rendered files in a folder named after their content, so that a change never touches the old one. */
export function deliverConfig(
  name: string,
  { dockerHost, stack, image, directory, files }: ConfigFilesArgs,
  opts: pulumi.CustomResourceOptions,
): local.Command {
  const delivery = renderDelivery(`configuration ${directory}`, {
    host: dockerHost,
    stack,
    image,
    target: directory,
  });
  return new local.Command(
    name,
    {
      ...delivery,
      stdin: pulumi.output(archive(files, READABLE)),
      triggers: [directory],
      addPreviousOutputInEnv: false,
    },
    opts,
  );
}
