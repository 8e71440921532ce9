/** Runs of the agents that people start: services are saved, or drilled, and each is told of. */
import { UserError } from "../../src/lib/error.ts";
import { followProgram, lastLines } from "../command.ts";
import type { Step } from "../progress.ts";
import { agentOf } from "./agents.ts";
import type { Agent } from "./agents.ts";

/** Where an agent is asked. */
export type AgentPlace = Pick<Agent, "node" | "host" | "container">;

/** One line of a run. */
export interface BackupEvent {
  service: string;
  event: "saving" | "saved" | "drilling" | "drilled" | "failed" | "skipped";
  why?: string;
  bytes?: number;
  added?: number;
  seconds?: number;
}

/**
 * Services by the agent that saves them; all without a name.
 * @throws UserError where a name is none of them
 */
export function chosenOf(agents: readonly Agent[], names: readonly string[]): Map<Agent, string[]> {
  if (names.length === 0) {
    const saving = agents.filter(({ saved }) => saved.length > 0);
    return new Map(saving.map((agent) => [agent, agent.saved.map(({ service }) => service)]));
  }
  const found = names.map((name) => agentOf(agents, name));
  const grouped = Map.groupBy(found, ({ agent }) => agent);
  return new Map(
    [...grouped].map(([agent, ones]) => [agent, [...new Set(ones.map(({ one }) => one.service))]]),
  );
}

/** What came of one service. */
export interface Outcome extends BackupEvent {
  node: string;
}

/** One step for each agent, which saves its services; `tell` gets what comes of each. */
export function savingSteps(
  chosen: ReadonlyMap<Agent, readonly string[]>,
  tell: (outcome: Outcome) => void,
  titleOf = ({ node }: Agent): string => `saving ${node}`,
): Step[] {
  return [...chosen].map(([agent, services]) => ({
    title: titleOf(agent),
    work: async (report) => {
      await runAgent(agent, "run", services, (event) => {
        report(`${event.service}: ${event.event}`);
        if (event.event !== "saving") tell({ node: agent.node, ...event });
      });
      return `saved ${agent.node}`;
    },
  }));
}

/** @throws UserError where the agent ends without having told of each service */
export async function runAgent(
  { node, host, container }: AgentPlace,
  verb: "run" | "drill",
  services: readonly string[],
  tell: (event: BackupEvent) => void,
): Promise<void> {
  const complaints: string[] = [];
  let told = 0;
  await followProgram(
    "docker",
    ["exec", container, "backup", verb, ...services],
    { DOCKER_HOST: host },
    (line, stream) => {
      if (stream === "stderr") complaints.push(line);
      else {
        const event = JSON.parse(line) as BackupEvent;
        if (event.event !== "saving" && event.event !== "drilling") told++;
        tell(event);
      }
    },
  );
  if (told < services.length) {
    throw new UserError(
      `${node}: its backup agent must tell of ${String(services.length)} services, told of ${String(told)} ` +
        `(${lastLines(complaints.join("\n"))}); see npx bev verify ${node}`,
    );
  }
}
