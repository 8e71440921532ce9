/** `bev lab up` and `bev lab down`: the whole platform on one machine. */
import { availableParallelism } from "node:os";
import { deploy } from "../../lab/deploy.ts";
import { lackForHosts } from "../../lab/hosts.ts";
import { ensureArchive } from "../../lab/images/build.ts";
import { localAddresses } from "../../lab/local.ts";
import { unbuiltImages } from "../../lab/target.ts";
import { regionNamed } from "../../operations/edge/regions.ts";
import { stopIfInterrupted } from "../../operations/interrupt.ts";
import { showProgress } from "../../operations/progress.ts";
import { nodeStacks } from "../../operations/stacks.ts";
import { edgeStackOf } from "../../src/catalog/regions.ts";
import type { EdgeStack } from "../../src/catalog/regions.ts";
import { UserError } from "../../src/lib/error.ts";
import { reportUpdate } from "../report.ts";
import { chosenTarget, deployedConfigs } from "../target.ts";
import { verify } from "../verify.ts";
import { hostsDown, hostsUp } from "./hosts.ts";
import { downLocal } from "./local.ts";

export async function up(regions: readonly string[] = []): Promise<void> {
  const stacks = regions.map(stackOf);
  const where = whereTo();
  if ("lab" in where) await hostsUp(undefined, stacks);
  else if (stacks.length > 0) throw new UserError(`--region: must have a host, ${where.lack}`);
  const target = await chosenTarget(where);
  const deployed = target && reportUpdate(await deploy(target, target.stacks, undefined));
  stopIfInterrupted();
  // What was deployed is worth counting, whatever the rest came to.
  const verified = await verify(await deployedConfigs([], where));
  if (!deployed || !verified) process.exitCode = 1;
}

export async function images(regions: readonly string[] = []): Promise<void> {
  const plans = unbuiltImages([...nodeStacks(), ...regions.map(stackOf)]);
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

export async function down(): Promise<void> {
  if ("lab" in whereTo()) await hostsDown();
  else await downLocal();
}

/** @throws UserError for a name that no region has */
function stackOf(region: string): EdgeStack {
  return edgeStackOf(regionNamed(region));
}

function whereTo(): { lab: true } | { local: true; lack: string } {
  const lack = lackForHosts();
  if (lack === undefined) return { lab: true };
  console.log(
    `${lack}: the nodes share one Docker Engine, at ${Object.values(localAddresses).join(", ")}`,
  );
  return { local: true, lack };
}
