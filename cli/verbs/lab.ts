/** `bev lab`: the whole platform on one machine, as `npm run lab` makes it. */
import { Command } from "commander";
import { availableParallelism } from "node:os";
import { lackForHosts } from "../../lab/hosts.ts";
import { localAddresses } from "../../lab/local.ts";
import { unbuiltImages } from "../../lab/stage.ts";
import { ensureArchive } from "../../lab/images/build.ts";
import { deploy } from "../deploy.ts";
import { showProgress } from "../progress.ts";
import { chosenStacks } from "../stacks.ts";
import { chosenStage, deployedConfigs } from "../stage.ts";
import type { StageOptions } from "../stage.ts";
import { downLocal } from "./down.ts";
import { hostsCommand, hostsDown, hostsUp } from "./hosts.ts";
import { verify } from "./verify.ts";

export function labCommand(): Command {
  return new Command("lab")
    .description("the nodes on one machine: three hosts on Linux as root, else one Docker Engine")
    .addCommand(
      new Command("up").description("deploy every enabled service of the nodes").action(up),
    )
    .addCommand(new Command("images").description("build the images of them ahead").action(images))
    .addCommand(new Command("down").description("remove all of it").action(down))
    .addCommand(hostsCommand());
}

async function up(): Promise<void> {
  const where = whereTo();
  if (where.lab) await hostsUp();
  const stage = chosenStage(where);
  const deployed = stage && (await deploy(stage, chosenStacks([]), undefined));
  // What was deployed is worth counting, whatever the rest came to.
  const verified = await verify(deployedConfigs([], where));
  if (!deployed || !verified) process.exitCode = 1;
}

async function images(): Promise<void> {
  const plans = unbuiltImages(chosenStacks([]));
  await showProgress(
    plans.map((plan) => ({
      title: `Building ${plan.name}`,
      work: async (report) => {
        await ensureArchive(plan, report);
        return `${plan.name} is built`;
      },
    })),
    { concurrent: availableParallelism() },
  );
  console.log("the images of every enabled service are in the cache");
}

async function down(): Promise<void> {
  if (whereTo().lab) await hostsDown();
  else await downLocal();
}

function whereTo(): StageOptions {
  const lack = lackForHosts();
  if (lack === undefined) return { lab: true };
  console.log(
    `${lack}: the nodes share one Docker Engine, at ${Object.values(localAddresses).join(", ")}`,
  );
  return { local: true };
}
