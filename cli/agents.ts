/** The agents of backups that a verb asks, and for which services. */
import { agentsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { present, requireOn } from "../operations/backup/on-demand.ts";
import { chosenOf } from "../operations/backup/runs.ts";
import { UserError } from "../src/lib/error.ts";
import { deployedConfigs, targetFlag } from "./target.ts";
import type { TargetOptions } from "./target.ts";

/**
 * Without a name, what is off on demand is left out, and said.
 * @throws UserError where nothing is saved, a name is of nothing that is, or of a node that is off
 */
export async function chosenAgents(
  verb: "backup" | "drill",
  names: readonly string[],
  where: TargetOptions,
): Promise<Map<Agent, string[]>> {
  const chosen = chosenOf(agentsOf(await deployedConfigs([], where)), names);
  if (chosen.size === 0) {
    throw new UserError(
      `${verb}: must have an agent that saves a service, there is none; run npx bev up${targetFlag(where)} oracle1 thanos`,
    );
  }
  if (names.length > 0) {
    await requireOn([...chosen.keys()]);
    return chosen;
  }
  const { there, off } = await present([...chosen.keys()]);
  for (const line of off) console.log(line);
  return new Map([...chosen].filter(([agent]) => there.includes(agent)));
}
