/**
 * Notes of Pulumi's file backend that were cut off. Beside each file it keeps an `.attrs`, which it writes in place:
 * killed in that moment, it leaves an empty one and refuses the whole file from then on. It can do without.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { Workspace } from "../workspace.ts";
import { backendOf } from "./file-backend.ts";

/** Of all stacks: a list of stacks reads them too. @returns how many were removed */
export function removeTornNotes(workspace: Workspace): number {
  const backend = backendOf(workspace);
  const folder = path.join(backend ?? "", ".pulumi");
  if (backend === undefined || !existsSync(folder)) return 0;
  const torn = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".attrs"))
    .map((name) => path.join(folder, name))
    .filter(isTorn);
  for (const file of torn) rmSync(file, { force: true });
  return torn.length;
}

function isTorn(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return false;
  } catch (error) {
    // One that is gone, or that is none of ours to read, is Pulumi's to speak of.
    return error instanceof SyntaxError;
  }
}
