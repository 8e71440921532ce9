/** `bev review`: what a change would do to the nodes, as a report for people and as data. */
import { Command } from "commander";
import { waivers } from "../policies/waivers.ts";
import { stackFile } from "../src/lib/paths.ts";
import { planLive, planStateless } from "../operations/review/change.ts";
import { commitOf } from "../operations/review/checkout.ts";
import { reviewMarkdown } from "../operations/review/markdown.ts";
import type { Review } from "../operations/review/markdown.ts";
import { nodeCapacity } from "../operations/review/node-capacity.ts";
import { reviewNode } from "../operations/review/review.ts";
import { allStacks, chosenStacks, summarize } from "../operations/stacks.ts";
import { NODES_HELP } from "./target.ts";

interface ReviewOptions {
  base: string;
  stateless?: true;
  json?: true;
}

export function reviewCommand(): Command {
  return new Command("review")
    .description(
      "report what the working tree changes: against the backend that PULUMI_BACKEND_URL names, or against what the base would leave",
    )
    .argument("[node...]", `${NODES_HELP}; all without a name`)
    .requiredOption("--base <reference>", "git reference to compare the change with")
    .option("--stateless", "ask no backend, although PULUMI_BACKEND_URL names one")
    .option("--json", "print the report as data")
    .action(review);
}

async function review(nodes: string[], { base, stateless, json }: ReviewOptions): Promise<void> {
  const names = chosenStacks(nodes);
  const commit = await commitOf(base);
  const mode = stateless || !process.env["PULUMI_BACKEND_URL"] ? "stateless" : "live";
  const change = mode === "live" ? planLive(names) : planStateless(commit, names);
  const { plans, restless } = await change;
  const running = allStacks().flatMap(
    (name) => summarize(name, stackFile(name))?.services.filter(({ enabled }) => enabled) ?? [],
  );
  const reviewed = plans.map(async (plan) => {
    const capacity = await nodeCapacity(plan.stack, commit);
    return reviewNode(plan, { running, capacity });
  });
  const report: Review = {
    mode,
    base,
    nodes: await Promise.all(reviewed),
    restless,
    waivers,
  };
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : reviewMarkdown(report));
  const isRefused = ({ failed, violations }: (typeof report.nodes)[number]): boolean =>
    failed || violations.some(({ mandatory }) => mandatory);
  if (report.nodes.some(isRefused)) process.exitCode = 1;
}
