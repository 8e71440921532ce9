/**
 * Delivers files to a node over the Docker API: a container that never starts takes an archive into the
 * folder or volume that it mounts. That needs no shell on the node, no root and no second way in, and it
 * keeps owner and mode.
 */
import tar from "tar-stream";
import { buffer } from "node:stream/consumers";
import { sha256 } from "../lib/hash.ts";
import { shellScript } from "../lib/shell-script.ts";
import type { ConfigFile } from "../software/software.ts";

/** Equal files give an equal name for the folder that holds them. */
export function filesHash(files: readonly ConfigFile[]): string {
  return sha256(JSON.stringify(files.map(({ name, content }) => [name, content])));
}

export interface Owner {
  uid: number;
  gid: number;
  mode: number;
}

/**
 * A tar archive in base64, the same for the same files.
 * @param folder that they are in, with their owner alone in it; absent: that which takes the archive
 */
export async function archive(
  files: readonly ConfigFile[],
  owner: Owner,
  folder?: string,
): Promise<string> {
  const pack = tar.pack();
  if (folder !== undefined) {
    pack.entry({ name: folder, type: "directory", ...owner, mode: 0o700, mtime: new Date(0) });
  }
  for (const { name, content } of files) {
    const inside = folder === undefined ? name : `${folder}/${name}`;
    pack.entry({ name: inside, ...owner, mtime: timeOf(content) }, content);
  }
  pack.finalize();
  return (await buffer(pack)).toString("base64");
}

/**
 * Another time for another content: pgbouncer takes a file for the one it knows when inode, size and time
 * are the same, and ext4 gives a file that replaces another the inode of the former.
 */
function timeOf(content: string): Date {
  // 28 bits, in seconds: a date before 1979, which nobody takes for the file's age.
  return new Date(parseInt(sha256(content).slice(0, 7), 16) * 1000);
}

const SCRIPT = shellScript(new URL("delivery.sh", import.meta.url)).trim();

export interface Delivery {
  create: string;
  interpreter: string[];
  environment: Record<string, string>;
}

export interface DeliveryPlan {
  host: string;
  stack: string;
  image: string;
  /** An absolute path on the node or the name of a volume. */
  target: string;
}

export function renderDelivery(
  what: string,
  { host, stack, image, target }: DeliveryPlan,
): Delivery {
  return {
    create: `deliver ${what}`,
    interpreter: ["/bin/sh", "-c", SCRIPT],
    environment: { BEV_IMAGE: image, BEV_STACK: stack, BEV_TARGET: target, DOCKER_HOST: host },
  };
}
