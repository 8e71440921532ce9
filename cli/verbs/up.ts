/** `bev up`: services of the nodes for real, on this machine's Docker Engine or the lab's hosts. */
import { Command } from "commander";
import { nodeNames } from "../../src/catalog/nodes.ts";
import { checkServices, prepareImages, stageSettings } from "../../lab/stage.ts";
import { CliError } from "../error.ts";
import { showProgress } from "../progress.ts";
import { changesText, errorsText, formatTable, notesText } from "../report.ts";
import { runStacks } from "../run.ts";
import { chosenStacks } from "../stacks.ts";
import { chosenStage, withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";
import { embeddedWorkspace, openStacks } from "../workspace.ts";

interface UpOptions extends StageOptions {
  only: string;
}

export function upCommand(): Command {
  return withStage(new Command("up"))
    .description("deploy services on this machine and wait until they are live")
    .argument("<node...>", "thanos, oracle1 or starlord")
    .requiredOption("--only <services>", "which ones, separated by commas, such as redis,postgres")
    .action(up);
}

async function up(nodes: string[], { only, ...where }: UpOptions): Promise<void> {
  const chosen = chosenStacks(nodes);
  const services = only.split(",").filter(Boolean);
  if (services.length === 0) throw new CliError("--only: must name at least one service");
  checkServices(chosen, services);
  const stage = chosenStage(where) ?? production();
  await showProgress([
    { title: "Preparing images", work: (report) => prepareImages(stage, services, report) },
  ]);

  const settings = nodeNames.map((name) => [name, stageSettings(stage, name, services)] as const);
  const workspace = embeddedWorkspace(stage.directory, Object.fromEntries(settings));
  const all = await openStacks(workspace, chosenStacks([]));
  const results = await runStacks(
    "up",
    new Map([...all].filter(([name]) => chosen.includes(name))),
  );

  const rows = results.map(({ stack, changes, seconds, failed }) => [
    stack,
    failed ? "failed" : "live",
    changesText(changes),
    seconds.toFixed(1),
  ]);
  console.log(formatTable(["node", "state", "changes", "seconds"], rows));
  const notes = notesText(results);
  if (notes) console.log(notes);
  if (results.some(({ failed }) => failed)) {
    console.error(errorsText(results));
    process.exitCode = 1;
  }
}

function production(): never {
  throw new CliError(
    "bev up: must be given --local or --lab, got neither; a production node takes plain pulumi up",
  );
}
