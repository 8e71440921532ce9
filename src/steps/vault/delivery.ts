/** Brings secret files into a volume, from a step: they go through a pipe, and are no input and no output of it. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { archive, renderDelivery } from "../../container/delivery.ts";
import { UserError } from "../../lib/error.ts";
import type { ConfigFile } from "../../software/software.ts";

export interface SecretPlace {
  dockerHost: string;
  stack: string;
  image: string;
  volume: string;
  /** `uid:gid`. */
  user: string;
}

/**
 * @param what for the message of a failure: of which service, and which files
 * @param folder of the volume, its owner's alone; absent: the volume itself
 * @throws UserError with what docker says
 */
export async function deliverSecrets(
  files: readonly ConfigFile[],
  { dockerHost, stack, image, volume, user }: SecretPlace,
  what: { of: string; name: string },
  folder?: string,
): Promise<void> {
  const plan = { host: dockerHost, stack, image, target: volume };
  const { interpreter, create, environment } = renderDelivery(`${what.of}: ${what.name}`, plan);
  const [shell = "", ...args] = interpreter;
  const [uid = 0, gid = 0] = user.split(":").map(Number);
  const child = spawn(shell, [...args, create], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "ignore", "pipe"],
  });
  const said = text(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  // Where docker ends early, its exit code says so.
  child.stdin.on("error", () => undefined);
  child.stdin.end(await archive(files, { uid, gid, mode: 0o400 }, folder));
  if ((await ended) === 0) return;
  throw new UserError(
    `${what.of}: must get ${what.name} into the volume ${volume}, did not: ${(await said).trim()}; see that the machine of ${stack} can be reached`,
  );
}
