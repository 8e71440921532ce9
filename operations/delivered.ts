/** Reads the files of a service's configuration out of the command that delivers them. */
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import tar from "tar-stream";

/** By name; undefined where the command delivers none, or only an update knows them. */
export async function configurationIn({
  create,
  stdin,
}: Record<string, unknown>): Promise<Map<string, string> | undefined> {
  if (typeof create !== "string" || !create.startsWith("deliver configuration ")) return undefined;
  if (typeof stdin !== "string") return undefined;
  const files = new Map<string, string>();
  const entries = Readable.from([Buffer.from(stdin, "base64")]).pipe(tar.extract());
  for await (const entry of entries) files.set(entry.header.name, await text(entry));
  return files;
}
