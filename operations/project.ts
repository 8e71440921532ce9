/** Copies the project's settings into a folder of its own, because Pulumi writes salts into stack files. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { root, stackFile } from "../src/lib/paths.ts";

export type StackSettings = Record<string, unknown>;

/**
 * Writes Pulumi.yaml and the stack files into `directory`, with the settings given for each stack; the
 * program stays where it is, in `source`.
 */
export function writeProject(
  directory: string,
  stacks: Record<string, StackSettings>,
  source = root,
): void {
  mkdirSync(directory, { recursive: true });
  const project = readYaml(path.join(source, "Pulumi.yaml"));
  project["main"] = path.join(source, String(project["main"]));
  writeFileSync(path.join(directory, "Pulumi.yaml"), stringify(project));
  for (const [stack, config] of Object.entries(stacks)) {
    writeFileSync(stackFile(stack, directory), stringify({ config }));
  }
}

/** The configuration of a tracked stack file; a value under another key's lock becomes a stand-in. */
export function trackedSettings(stack: string, source = root): StackSettings {
  const config = readYaml(stackFile(stack, source))["config"] as StackSettings | undefined;
  return Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => [
      key,
      isEncrypted(value) ? "(secret of the production backend)" : value,
    ]),
  );
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

function readYaml(file: string): Record<string, unknown> {
  return parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}
