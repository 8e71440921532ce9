/** The waivers of the policies, as the change has them. */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../paths.ts";
import type { Waiver } from "./markdown.ts";

export async function activeWaivers(): Promise<readonly Waiver[]> {
  const file = path.join(root, "policies", "waivers.ts");
  if (!existsSync(file)) return [];
  const { waivers } = (await import(pathToFileURL(file).href)) as { waivers: readonly Waiver[] };
  return waivers;
}
