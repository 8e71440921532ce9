/** `bev actions pin`: writes the commits of their tags into the workflows, once they were seen. */
import { Command } from "commander";
import path from "node:path";
import { pinActions } from "../operations/actions.ts";
import type { Pin } from "../operations/actions.ts";
import { root } from "../src/lib/paths.ts";
import { formatTable } from "./report.ts";

export function actionsCommand(): Command {
  return new Command("actions")
    .description("the actions that the workflows of pull requests use")
    .addCommand(
      new Command("pin")
        .description("pin each to the commit of its tag, as the host of its repository has it")
        .option("--host <url>", "where the repositories are", "https://github.com")
        .action(pin),
    );
}

async function pin({ host }: { host: string }): Promise<void> {
  const pins = await pinActions(path.join(root, ".github", "workflows"), host);
  console.log(
    formatTable(
      ["action", "tag", "commit", "before"],
      pins.map((one) => [one.action, one.tag, one.commit, beforeText(one)]),
    ),
  );
}

function beforeText({ commit, before }: Pin): string {
  return before === commit ? "the same" : before;
}
