/** The agents of backups that a verb asks, and for which services. */
import { agentsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { chosenOf } from "../operations/backup/runs.ts";
import { UserError } from "../src/lib/error.ts";
import { deployedConfigs, targetFlag } from "./target.ts";
import type { TargetOptions } from "./target.ts";

/** @throws UserError where nothing is saved, or a name is of nothing that is */
export async function chosenAgents(
  verb: "backup" | "drill",
  names: readonly string[],
  where: TargetOptions,
): Promise<Map<Agent, string[]>> {
  const chosen = chosenOf(agentsOf(await deployedConfigs([], where)), names);
  if (chosen.size > 0) return chosen;
  throw new UserError(
    `${verb}: must have an agent that saves a service, there is none; run npx bev up${targetFlag(where)} oracle1 thanos`,
  );
}
