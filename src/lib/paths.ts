/** Where the command finds the project and keeps what it makes: all of it in `.bev`, out of git. */
import os from "node:os";
import path from "node:path";

export const root = path.dirname(path.dirname(import.meta.dirname));

/** State, passphrase and project of the embedded backend. */
export const workDirectory = path.join(root, ".bev");

export const lockFile = path.join(root, "images.lock.json");

export function stackFile(stack: string, directory = root): string {
  return path.join(directory, `Pulumi.${stack}.yaml`);
}

/** A path as people write it: `~` is their home. */
export function homePath(file: string): string {
  return file.replace(/^~(?=\/|$)/, os.homedir());
}
