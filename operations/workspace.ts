/** A Pulumi workspace on an embedded file backend: it needs no login and changes no tracked file. */
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { UserError } from "../src/lib/error.ts";
import { root, workDirectory } from "../src/lib/paths.ts";
import { withLock } from "../toolchain/lock.mjs";
import { runProgram } from "./command.ts";
import type { RunOptions } from "./command.ts";
import { trackedSettings, writeProject } from "./project.ts";
import type { StackSettings } from "./stack-file.ts";
import { saidIn } from "./pulumi-said.ts";
import { allStacks } from "./stacks.ts";
import { backendUrl } from "./state/file-backend.ts";
import { writeOnce } from "./whole-file.ts";

export interface Workspace {
  /** Holds Pulumi.yaml and the stack files. */
  project: string;
  /** Beside that of this process; undefined takes a variable away. */
  environment: Record<string, string | undefined>;
}

/** Set up for every backend, and what people may choose for any: how many at once, how often the state is written. */
const FOR_ALL_BACKENDS = [
  "PULUMI_HOME",
  "PULUMI_SKIP_UPDATE_CHECK",
  "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
  "PULUMI_PARALLEL",
  "PULUMI_EXPERIMENTAL",
  "PULUMI_SKIP_CHECKPOINTS",
];

/** That of a stack that is open. */
export function workspaceOf({ workspace }: Stack): Workspace {
  return { project: workspace.workDir, environment: workspace.envVars };
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
  writeOnce(passphrase, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return {
    project,
    environment: {
      ...withoutUsers(),
      PULUMI_BACKEND_URL: backendUrl(state),
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      // The stack files are copies without a salt; the one in the state counts.
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    },
  };
}

/** What the user's shell says of another backend: its passphrase would lock the secrets of this one. */
function withoutUsers(): Record<string, undefined> {
  const names = ["PULUMI_CONFIG_PASSPHRASE", ...Object.keys(process.env)].filter(
    (name) => name.startsWith("PULUMI_") && !FOR_ALL_BACKENDS.includes(name),
  );
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Where an embedded workspace has its stack files. */
export function projectDirectory(directory: string): string {
  return path.join(directory, "project");
}

/** The embedded workspace of the tracked stack files, as review and `bev env` use it. */
export function previewWorkspace(): Workspace {
  return embeddedWorkspace(path.join(workDirectory, "preview"), allTrackedSettings());
}

export function allTrackedSettings(): Record<string, StackSettings> {
  return Object.fromEntries(allStacks().map((name) => [name, trackedSettings(name)]));
}

/** The stacks of these names; those that do not exist yet are created, by one process at a time. */
export async function openStacks(
  workspace: Workspace,
  names: readonly string[],
): Promise<Map<string, Stack>> {
  return withLock(path.join(workspace.project, "stacks.lock"), async () => {
    const { local, existing } = await connect(workspace);
    return eachByName(names, (name) =>
      existing.has(name) ? Stack.select(name, local) : Stack.create(name, local),
    );
  });
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

async function connect(
  workspace: Workspace,
): Promise<{ local: LocalWorkspace; existing: Set<string> }> {
  const { project, environment } = workspace;
  const local = await LocalWorkspace.create({
    workDir: project,
    // The SDK hands them to the process as they are: undefined is absent there.
    envVars: environment as Record<string, string>,
    pulumiCommand: await pulumiCommand(),
  });
  // Each run of Pulumi takes a third of a second. The SDK would select every stack that it opens, though all commands
  // name theirs, and ask twice for outputs, to know which are secret.
  local.selectStack = () => Promise.resolve();
  local.stackOutputs = (stack) => outputsOf(workspace, stack);
  return { local, existing: new Set((await local.listStacks()).map(({ name }) => name)) };
}

/** Secrets among them in plain text, each marked as one. */
async function outputsOf(workspace: Workspace, stack: string): Promise<OutputMap> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
  const outputs = JSON.parse(await runPulumi(workspace, args)) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value, secret: true }]),
  );
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
 * Runs one command of Pulumi that the Automation API lacks, and returns what it prints.
 * @throws UserError with what it said
 */
export async function runPulumi(
  { project, environment }: Workspace,
  args: readonly string[],
  options: Pick<RunOptions, "input" | "timeout"> = {},
): Promise<string> {
  const { code, stdout, stderr } = await runProgram("pulumi", [...args, "--non-interactive"], {
    ...{ cwd: project, env: environment, ...options },
  });
  if (code === 0) return stdout;
  throw new UserError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${saidIn(stderr)}`);
}

/** Pulumi of the project's own home, past the npm launcher that looks for it. */
export async function pulumiCommand(): Promise<PulumiCommand> {
  const home = process.env["PULUMI_HOME"];
  const version = process.env["BEV_PULUMI_VERSION"];
  if (home && version) return PulumiCommand.get({ root: path.join(home, "versions", version) });
  throw new UserError("bev must be started with npx bev or npm run, which set up Pulumi for it");
}
