/** `bev preview`: what would change on each node, and how full it gets. Nothing needs to run. */
import { Command } from "commander";
import { rules } from "../policies/rules.ts";
import { waivers } from "../policies/waivers.ts";
import { isUnresolved, lockKey } from "../src/rules/images.ts";
import { readImageLock } from "../src/stack/config/image-lock.ts";
import { stackFile } from "../src/lib/paths.ts";
import { productionPacks } from "../operations/update/packs.ts";
import { consumersText, namesText, notesText, previewTable, reportErrors } from "./report.ts";
import { runStacks } from "../operations/update/run.ts";
import { allStacks, chosenStacks, summarize } from "../operations/stacks.ts";
import type { StackSummary } from "../operations/stacks.ts";
import { openStacks, previewWorkspace } from "../operations/workspace.ts";
import { NODES_HELP } from "./target.ts";

export function previewCommand(): Command {
  return new Command("preview")
    .description("plan the nodes (all without a name) on an embedded backend")
    .argument("[node...]", NODES_HELP)
    .action(preview);
}

async function preview(nodes: string[]): Promise<void> {
  const chosen = chosenStacks(nodes);
  // A stack refers to the others: all of them must exist, even if only some are planned.
  const all = await openStacks(previewWorkspace(), allStacks());
  const stacks = new Map([...all].filter(([name]) => chosen.includes(name)));
  const results = await runStacks("preview", stacks, productionPacks);
  const summaries = new Map(chosen.map((name) => [name, summarize(name, stackFile(name))]));

  console.log(previewTable(results, summaries));
  console.log(policiesText());
  console.log(consumersText(summaries));
  console.log(unresolvedText(summaries));
  const notes = notesText(results);
  if (notes) console.log(notes);
  if (!reportErrors(results)) process.exitCode = 1;
}

function policiesText(): string {
  const waived = waivers.length === 0 ? "no waiver" : `${String(waivers.length)} waivers`;
  return `Judged by ${String(rules.length)} policies with ${waived}: docs/policies.md`;
}

function unresolvedText(summaries: ReadonlyMap<string, StackSummary | undefined>): string {
  const lock = readImageLock("images.lock.json");
  const images = new Map(
    [...summaries.values()]
      .flatMap((summary) => summary?.services.filter(({ enabled }) => enabled) ?? [])
      .map(({ image }) => [lockKey(image), image]),
  );
  const unresolved = [...images.values()].filter((image) => isUnresolved(image, lock));
  if (unresolved.length === 0) return "";
  const keys = (own: boolean): string[] =>
    unresolved
      .filter((image) => image.own === own)
      .map(lockKey)
      .sort();
  return [
    `${String(unresolved.length)} of ${String(images.size)} images have no confirmed digest: an ` +
      "update refuses them until npx bev images lock has asked their registries",
    namesText("public", keys(false)),
    namesText("BEV's own", keys(true)),
  ].join("\n");
}
