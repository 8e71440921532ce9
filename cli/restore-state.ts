/** `bev restore --state`: puts the state of a stack back to one that was saved, and keeps the former one in a file. */
import path from "node:path";
import { ageText } from "../operations/backup/ages.ts";
import { agentsOf } from "../operations/backup/agents.ts";
import { keepingStates } from "../operations/backup/on-demand.ts";
import { restoreState, savedState } from "../operations/backup/states.ts";
import { existingStacks } from "../operations/update/production.ts";
import { deployedWorkspace, selectStacks } from "../operations/workspace.ts";
import { UserError } from "../src/lib/error.ts";
import { root } from "../src/lib/paths.ts";
import { isNamed } from "./consent.ts";
import { deployedConfigs, deployedTarget, stacksAt, targetFlag } from "./target.ts";
import type { NodeChoice } from "./restore-node.ts";

export async function restoreStackState(
  stack: string,
  { time, agreed, where }: NodeChoice,
): Promise<void> {
  const target = await deployedTarget(where);
  const names = stacksAt(target, [stack]);
  const workspace = deployedWorkspace(target);
  existingStacks(names, await selectStacks(workspace, names));
  const agents = keepingStates(agentsOf(await deployedConfigs([], where)));
  const saved = await savedState(agents, stack, time);
  if (!saved) {
    throw new UserError(
      `${stack}: must have a state that was saved, has none; npx bev backup${targetFlag(where)} saves it`,
    );
  }
  const { snapshot } = saved;
  const age = ageText((Date.now() - Date.parse(snapshot.time)) / 1000);
  console.log(
    `The state of ${stack} goes back to ${snapshot.time}, ${age} ago: what was deployed since is not in it.`,
  );
  if (!(await isNamed(agreed, stack, "stack to restore its state"))) return;
  const former = path.join(root, ".bev", "states", `${stack}-before-${String(Date.now())}.json`);
  await restoreState(workspace, stack, saved, former);
  console.log(
    `the former state is in ${path.relative(process.cwd(), former)}; ` +
      `see what differs with npx bev preview ${stack}, and npx bev drift${targetFlag(where)} ${stack}`,
  );
}
