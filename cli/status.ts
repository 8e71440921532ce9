/** `bev status`: how the last update of each node ended, and what is held back. */
import { Command } from "commander";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { catalog } from "../src/catalog/index.ts";
import { isEdgeStack, regionNameOf } from "../src/catalog/regions.ts";
import type { EdgeStack } from "../src/catalog/regions.ts";
import { parseRunRecord } from "../src/stack/contracts/run-record.ts";
import type { RunRecord } from "../src/stack/contracts/run-record.ts";
import { parseCertificateEnds } from "../operations/state/certificates.ts";
import type { CertificateEnds } from "../operations/state/certificates.ts";
import { backupSummary } from "../operations/backup/summary.ts";
import { healthOfRegion } from "../operations/edge/regions.ts";
import { failoverAt } from "../operations/failover/journal.ts";
import { pairNodes } from "../operations/failover/pair.ts";
import { isolationOf } from "../operations/isolation/marker.ts";
import { hasEnded, lockHolders } from "../operations/state/stack-lock.ts";
import type { LockHolder } from "../operations/state/stack-lock.ts";
import { alertSummary } from "../operations/nodes/alert-summary.ts";
import { MANAGER_NODE } from "../operations/nodes/alerts.ts";
import { formatTable } from "./report.ts";
import { existingStacks } from "../operations/update/production.ts";
import { deployedConfig, deployedTarget, NODES_HELP, stacksAt, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { deployedWorkspace, selectStacks } from "../operations/workspace.ts";
import type { Workspace } from "../operations/workspace.ts";

export function statusCommand(): Command {
  return withTarget(new Command("status"))
    .description(
      "show how the last update of the nodes (all without a name) ended, how old backups are, and how many alerts fire",
    )
    .argument("[node...]", NODES_HELP)
    .action(status);
}

async function status(nodes: string[], where: TargetOptions): Promise<void> {
  const target = await deployedTarget(where);
  const names = stacksAt(target, nodes);
  const workspace = deployedWorkspace(target);
  const stacks = await selectStacks(workspace, names);
  // A name that was given is meant to be there.
  if (nodes.length > 0) existingStacks(names, stacks);
  // It may take as long as the rest.
  const alerts = stacks.has(MANAGER_NODE)
    ? alertSummary((node) => deployedConfig(node, where))
    : undefined;
  const backups = Promise.all(names.filter((name) => stacks.has(name)).map(backupsOf(where)));
  const there = names.filter((name) => stacks.has(name));
  const unusual = Promise.all([
    ...there.map(isolationText(where)),
    ...there.map(failoverText(where)),
  ]);
  const [rows, regions] = await Promise.all([
    Promise.all(names.map((name) => statusOf(workspace, name, stacks.get(name)))),
    regionsText(names.filter(isEdgeStack), where),
  ]);
  console.log(
    formatTable(
      ["node", "last update", "result", "held back"],
      rows.map(({ node, ended, result, held }) => [
        node,
        ended,
        result,
        Object.keys(held).join(", ") || "-",
      ]),
    ),
  );
  for (const { node, certificates } of rows) {
    const ends = Object.entries(certificates).map(([name, end]) => `${name} ${end.slice(0, 10)}`);
    if (ends.length > 0) console.log(`${node}: certificates end: ${ends.sort().join(", ")}`);
  }
  for (const { node, held } of rows) {
    for (const [instance, { container, reason, since }] of Object.entries(held)) {
      console.log(`${node}/${instance}: on ${container.image} since ${since}: ${reason}`);
    }
  }
  for (const line of await unusual) if (line !== undefined) console.log(line);
  if (regions) console.log(`edge regions: ${regions}`);
  for (const line of await backups) if (line !== undefined) console.log(line);
  if (alerts) console.log(`${MANAGER_NODE}: alerts that fire: ${await alerts}`);
}

/** Of a node without a backup agent, nothing. */
function backupsOf(where: TargetOptions): (node: string) => Promise<string | undefined> {
  return async (node) => {
    const isSaved = catalog.some((row) => row.node === node && row.image === "backup");
    if (!isSaved) return undefined;
    const summary = await backupSummary(node, (name) => deployedConfig(name, where));
    return summary && `${node}: backups: ${summary}`;
  };
}

/** Of a node that is not isolated, nothing. */
function isolationText(where: TargetOptions): (node: string) => Promise<string | undefined> {
  return async (name) => {
    const { node, prefix } = await deployedConfig(name, where);
    const isolation = await isolationOf(node.host, prefix);
    return isolation && `${name}: isolated since ${isolation.since}: ${isolation.reason}`;
  };
}

/** Of a node that was not failed over, nothing. */
function failoverText(where: TargetOptions): (node: string) => Promise<string | undefined> {
  const { primary, replica } = pairNodes();
  return async (name) => {
    if (name !== primary) return undefined;
    const { node, prefix } = await deployedConfig(replica, where);
    const failover = await failoverAt(node.host, prefix);
    return (
      failover &&
      `${name}: failed over to ${failover.to} since ${failover.since}; npx bev failback ${name} goes back`
    );
  };
}

/** How the entry of each answers: nothing of the platform waits for one that does not. */
async function regionsText(stacks: readonly EdgeStack[], where: TargetOptions): Promise<string> {
  const said = stacks.map(async (stack) => {
    const { node } = await deployedConfig(stack, where);
    return `${regionNameOf(stack)} ${await healthOfRegion(stack, node.address)}`;
  });
  return (await Promise.all(said)).join(", ");
}

interface Status {
  node: string;
  ended: string;
  result: string;
  held: RunRecord["held"];
  certificates: CertificateEnds;
}

async function statusOf(
  workspace: Workspace,
  node: string,
  stack: Stack | undefined,
): Promise<Status> {
  if (!stack) return { node, ended: "-", result: "no stack", held: {}, certificates: {} };
  const [[last], outputs] = await Promise.all([stack.history(1), stack.outputs()]);
  const { held, stopped } = parseRunRecord(outputs["run"]?.value);
  const certificates = parseCertificateEnds(outputs["certificates"]?.value);
  const now = lockText(lockHolders(workspace, node));
  const rest = { node, held, certificates };
  if (!last) return { ...rest, ended: "-", result: now ?? "never updated" };
  const result = `${last.kind} ${last.result}`;
  // Of the update before it, it says nothing of this one.
  const isLast = stopped !== undefined && stopped >= last.startTime.toISOString();
  const said = isLast ? `${result}, stopped by a signal` : result;
  return { ...rest, ended: last.endTime.toISOString(), result: now ?? said };
}

/** What is under way; undefined where nothing is. */
function lockText(holders: readonly LockHolder[]): string | undefined {
  const active = holders.find((holder) => !hasEnded(holder));
  if (active) return `under way, by process ${String(active.pid)} of ${active.hostname ?? ""}`;
  return holders.length > 0 ? "interrupted: npx bev repair" : undefined;
}
