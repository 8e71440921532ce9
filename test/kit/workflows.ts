/** The workflows of the hosting service, as they are in the repository. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { root } from "./engine.ts";

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  steps: Step[];
  "timeout-minutes"?: number;
  permissions?: unknown;
}

interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  jobs: Record<string, Job>;
}

export const workflowFolder = path.join(root, ".github", "workflows");
export const workflowFiles = readdirSync(workflowFolder).sort();
export const packageScripts = (
  JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  }
).scripts;

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(path.join(workflowFolder, file), "utf8")) as Workflow;
}

export function stepsOf(file: string): Step[] {
  return Object.values(readWorkflow(file).jobs).flatMap(({ steps }) => steps);
}

export function scriptOf(file: string, name: string): string {
  const found = stepsOf(file).find((step) => step.name === name)?.run;
  if (found === undefined) throw new Error(`${file}: must have a step ${name} that runs something`);
  return found;
}

/** Of `npm run NAME` and `npm test` in a script. */
export function npmScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run (?:--silent )?)?([\w:]+)/g)].map(([, name = ""]) => name);
}
