/** Copies the project's settings into a folder of its own, because Pulumi writes salts into stack files. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { configSchema } from "../src/stack/config/schema.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { root, stackFile } from "../src/lib/paths.ts";
import { fileFault } from "../src/lib/text-file.ts";
import { readStackFile, readYamlFile } from "./stack-file.ts";
import type { StackSettings } from "./stack-file.ts";
import { writeWhole } from "./whole-file.ts";

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
  const { name, content: project, lineOf } = readYamlFile(path.join(source, "Pulumi.yaml"));
  const { main } = project;
  if (typeof main !== "string") {
    const problem = "main: must be the file of the program, is not";
    throw fileFault(name, lineOf(["main"]), problem, "set it to src/index.ts");
  }
  write(path.join(directory, "Pulumi.yaml"), { ...project, main: path.join(source, main) });
  for (const [stack, settings] of Object.entries(stacks)) {
    const elsewhere = choicesElsewhere(stack, stacks);
    const isChosen = Object.keys(elsewhere).length > 0;
    const config = isChosen ? { ...settings, "bev:elsewhere": elsewhere } : settings;
    write(stackFile(stack, directory), { config });
  }
}

/** What the files of the other stacks choose: the program of a stack reads its own alone. */
export function choicesElsewhere(
  stack: string,
  stacks: Readonly<Record<string, StackSettings>>,
): StackConfig["elsewhere"] {
  return Object.fromEntries(
    Object.entries(stacks).flatMap(([other, settings]) => {
      // The program of the other one says what is wrong with them.
      const choices = configSchema.shape.services.safeParse(settings["bev:services"]).data ?? {};
      return other === stack || Object.keys(choices).length === 0 ? [] : [[other, choices]];
    }),
  );
}

/** With quotes around all text: without them some of it would be numbers to Pulumi. */
function write(file: string, content: unknown): void {
  writeWhole(
    file,
    stringify(content, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" }),
  );
}

/** The configuration of a tracked stack file; what another key's lock is on is stood for. */
export function trackedSettings(stack: string, source = root): StackSettings {
  return readStackFile(stackFile(stack, source));
}
