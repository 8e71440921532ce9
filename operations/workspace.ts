/** A Pulumi workspace on an embedded file backend: it needs no login and changes no tracked file. */
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { root, workDirectory } from "../src/lib/paths.ts";
import { trackedSettings, writeProject } from "./project.ts";
import type { StackSettings } from "./project.ts";
import { chosenStacks } from "./stacks.ts";

export interface Workspace {
  /** Holds Pulumi.yaml and the stack files. */
  project: string;
  environment: Record<string, string>;
}

/**
 * Project, state and passphrase in `directory`; the passphrase is drawn at the first use.
 * `settings` holds the configuration of every stack, `source` the program.
 */
export function embeddedWorkspace(
  directory: string,
  settings: Record<string, StackSettings>,
  source = root,
): Workspace {
  const project = projectDirectory(directory);
  const state = path.join(directory, "state");
  const passphrase = path.join(directory, "passphrase");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeProject(project, settings, source);
  if (!existsSync(passphrase)) {
    writeFileSync(passphrase, randomBytes(32).toString("base64url"), { mode: 0o600 });
  }
  return {
    project,
    environment: {
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      // The stack files are copies without a salt; the one in the state counts.
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    },
  };
}

/** Where an embedded workspace has its stack files. */
export function projectDirectory(directory: string): string {
  return path.join(directory, "project");
}

/** The embedded workspace of the tracked stack files, as review and `bev env` use it. */
export function previewWorkspace(): Workspace {
  const settings = chosenStacks([]).map((name) => [name, trackedSettings(name)] as const);
  return embeddedWorkspace(path.join(workDirectory, "preview"), Object.fromEntries(settings));
}

/** The stacks of these names; those that do not exist yet are created. */
export async function openStacks(
  workspace: Workspace,
  names: readonly string[],
): Promise<Map<string, Stack>> {
  const { local, existing } = await connect(workspace);
  return eachByName(names, (name) =>
    existing.has(name) ? Stack.select(name, local) : Stack.create(name, local),
  );
}

/** Those of the stacks that exist. */
export async function selectStacks(
  workspace: Workspace,
  names: readonly string[],
): Promise<Map<string, Stack>> {
  const { local, existing } = await connect(workspace);
  const found = names.filter((name) => existing.has(name));
  return eachByName(found, (name) => Stack.select(name, local));
}

async function eachByName(
  names: readonly string[],
  open: (name: string) => Promise<Stack>,
): Promise<Map<string, Stack>> {
  const stacks = new Map<string, Stack>();
  for (const name of names) stacks.set(name, await open(name));
  return stacks;
}

async function connect({
  project,
  environment,
}: Workspace): Promise<{ local: LocalWorkspace; existing: Set<string> }> {
  const local = await LocalWorkspace.create({
    workDir: project,
    envVars: environment,
    pulumiCommand: await pulumiCommand(),
  });
  return { local, existing: new Set((await local.listStacks()).map(({ name }) => name)) };
}

/** The workspace of what runs: a target's as its last update left it, else production's. */
export function deployedWorkspace(target: { directory: string } | undefined): Workspace {
  return target ? embeddedWorkspace(target.directory, {}) : productionWorkspace();
}

/** The production workspace: the tracked project, and the backend that the user's shell names. */
export function productionWorkspace(): Workspace {
  if (process.env["PULUMI_BACKEND_URL"]) return { project: root, environment: {} };
  throw new UserError(
    "PULUMI_BACKEND_URL: must name the backend of the stacks, is not set; export it, or use --local",
  );
}

/**
 * Runs one command of Pulumi that the Automation API lacks.
 * @throws UserError with what it said
 */
export async function runPulumi(
  { project, environment }: Workspace,
  args: readonly string[],
): Promise<void> {
  const env = { ...process.env, ...environment };
  try {
    await promisify(execFile)("pulumi", [...args, "--non-interactive"], { cwd: project, env });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new UserError(
      `pulumi ${args.slice(0, 2).join(" ")} failed: ${stderr ?? reasonOf(error)}`,
    );
  }
}

/** Pulumi of the project's own home, past the npm launcher that looks for it. */
export async function pulumiCommand(): Promise<PulumiCommand> {
  const home = process.env["PULUMI_HOME"];
  const version = process.env["BEV_PULUMI_VERSION"];
  if (home && version) return PulumiCommand.get({ root: path.join(home, "versions", version) });
  throw new UserError("bev must be started with npx bev or npm run, which set up Pulumi for it");
}
