/**
 * Files that planned resources write onto a node, the tailnet's policy among them, inputs of several
 * lines, and what changes in them. Secrets are not shown.
 */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import { COMMAND, TAILNET_POLICY } from "../../src/lib/resources.ts";
import { configurationIn } from "../delivered.ts";
import { isFile } from "./describe.ts";
import { UNKNOWN } from "./plan.ts";
import type { PlannedResource } from "./plan.ts";

export interface FileDiff {
  /** Name of the delivery, then of the file. */
  file: string;
  /** Unified. */
  diff: string;
}

const CONTEXT_LINES = 3;
/** Lets a login be checked; nobody needs to read it. */
const VERIFIER = /SCRAM-SHA-256\$[\w+/=$:]+/g;

type Inputs = Record<string, unknown>;
type Files = Map<string, string>;

/** What writes files, and is shown when it is new too. */
const WRITERS: Record<string, (inputs: Inputs) => Promise<Files | undefined>> = {
  [COMMAND]: filesOfCommand,
  [TAILNET_POLICY]: policyFile,
};

/** Files of resources that stay, and of new ones. */
export async function fileDiffs(resources: readonly PlannedResource[]): Promise<FileDiff[]> {
  const writers = resources.filter(
    ({ type, action, before }) =>
      (type in WRITERS || before) && action !== "same" && action !== "deleted",
  );
  const diffs = await Promise.all(writers.map(diffsOf));
  return diffs.flat().sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function diffsOf({ type, name, before, after }: PlannedResource): Promise<FileDiff[]> {
  const filesOf = WRITERS[type] ?? longInputs;
  const old = await filesOf(before?.inputs ?? {});
  const now = await filesOf(after?.inputs ?? {});
  if (!old || !now) return [];
  const files = [...new Set([...old.keys(), ...now.keys()])];
  return files.flatMap((file) => {
    const [from, to] = [old.get(file) ?? "", now.get(file) ?? ""];
    if (from === to) return [];
    const label = `${name.replace(/-config$/, "")}/${file}`;
    const options = { context: CONTEXT_LINES };
    const patch = structuredPatch(label, label, from, to, "", "", options);
    return [{ file: label, diff: formatPatch(patch, FILE_HEADERS_ONLY) }];
  });
}

/**
 * What a command gets as its standard input: an archive of configuration, or a script. The engine has
 * replaced what is secret by an object. Undefined for what only an update knows.
 */
async function filesOfCommand(inputs: Inputs): Promise<Files | undefined> {
  const { create, stdin } = inputs;
  if (stdin === UNKNOWN) return undefined;
  if (typeof stdin !== "string" || typeof create !== "string") return new Map();
  const configuration = await configurationIn(inputs);
  if (configuration) return configuration;
  if (create.startsWith("deliver ")) return new Map();
  return new Map([["script", stdin.replace(VERIFIER, "SCRAM-SHA-256$…")]]);
}

async function policyFile({ acl }: Inputs): Promise<Files | undefined> {
  if (acl === UNKNOWN) return undefined;
  return new Map(typeof acl === "string" ? [["policy.hujson", acl]] : []);
}

/** By input. */
function longInputs(inputs: Inputs): Promise<Files> {
  return Promise.resolve(
    new Map(
      Object.entries(inputs).flatMap(([key, value]) =>
        isFile(value) ? [[key, value] as const] : [],
      ),
    ),
  );
}
