/** Previews of the same resources, in turns: plain flat Pulumi and this program, without and with packs. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import path from "node:path";
import { trackedSettings } from "../../operations/project.ts";
import type { StackSettings } from "../../operations/stack-file.ts";
import { productionPacks } from "../../operations/update/packs.ts";
import { embeddedWorkspace, openStacks } from "../../operations/workspace.ts";
import type { Workspace } from "../../operations/workspace.ts";
import { nodes } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { withChanges } from "../kit/changes.ts";
import type { Changes } from "../kit/changes.ts";
import { planned, writeFlat } from "./flat.ts";
import type { Planned } from "./flat.ts";
import { measure } from "./processes.ts";
import type { Usage } from "./processes.ts";

export const variants = ["flat", "flat, packs", "program", "program, packs"] as const;
export type Variant = (typeof variants)[number];

/** The packs ask for components, which flat Pulumi has none of. */
const REFUSED = /\[mandatory\][^]*error: preview failed/;

export interface Previews {
  /** What plugins make of the stack. */
  resources: number;
  /** By variant, one of each round. */
  usages: Record<Variant, Usage[]>;
}

export interface Compared {
  node: NodeName;
  settings?: StackSettings;
  changes?: Changes;
}

/** @param directory one of its own, where projects and states are written */
export async function comparePreviews(
  directory: string,
  { node, settings = trackedSettings(node), changes }: Compared,
  rounds: number,
): Promise<Previews> {
  const program = await openProgram(path.join(directory, "program"), node, settings, changes);
  const resources = await planned(program.stack);
  const flat = await openFlat(
    path.join(directory, "flat"),
    node,
    program.workspace,
    resources,
    changes,
  );
  const usages: Previews["usages"] = {
    flat: [],
    "flat, packs": [],
    program: [],
    "program, packs": [],
  };
  for (let round = 1; round <= rounds; round++) {
    for (const variant of variants) {
      const { project: cwd, environment: env } = variant.startsWith("flat")
        ? flat
        : program.workspace;
      const packs = variant.endsWith("packs") ? productionPacks.policyPacks : [];
      const args = ["preview", "--stack", node, "--non-interactive", "--color", "never"];
      args.push(...packs.flatMap((pack) => ["--policy-pack", pack]));
      usages[variant].push(
        await measure({
          program: "pulumi",
          args,
          cwd,
          env,
          ...(variant === "flat, packs" && { mayFail: REFUSED }),
        }),
      );
    }
    console.error(`${node}: round ${String(round)} of ${String(rounds)}`);
  }
  return { resources: resources.length, usages };
}

async function openProgram(
  directory: string,
  node: NodeName,
  settings: StackSettings,
  changes: Changes | undefined,
): Promise<{ stack: Stack; workspace: Workspace }> {
  const { project, environment } = embeddedWorkspace(directory, { [node]: settings });
  const workspace = {
    project,
    environment: { ...environment, ...(changes && withChanges(changes)) },
  };
  const referenced = nodes[node].references.map(({ to }) => to);
  const stack = (await openStacks(workspace, [...referenced, node])).get(node);
  return { stack: stack as Stack, workspace };
}

/** In a state of its own, under the same passphrase. */
async function openFlat(
  directory: string,
  node: NodeName,
  { environment }: Workspace,
  resources: readonly Planned[],
  { machines }: Changes = {},
): Promise<Workspace> {
  writeFlat(directory, `ssh://${node}`, resources);
  const { PULUMI_CONFIG_PASSPHRASE_FILE: passphrase = "" } = environment;
  const workspace = {
    project: directory,
    environment: {
      PULUMI_BACKEND_URL: `file://${directory}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      ...(machines && withChanges({ machines })),
    },
  };
  await openStacks(workspace, [node]);
  return workspace;
}
