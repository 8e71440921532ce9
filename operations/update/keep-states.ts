/** Sends the states that an update has written to the agents of backups: a restore begins from the newest one. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { reasonOf } from "../../src/lib/faults.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { agentsOf } from "../backup/agents.ts";
import type { Agent } from "../backup/agents.ts";
import { keepingStates } from "../backup/on-demand.ts";
import { exportedState, putting } from "../backup/states.ts";
import { lastLines, runProgram } from "../command.ts";
import { showProgress } from "../progress.ts";
import { nodeStacks, readConfig } from "../stacks.ts";
import { workspaceOf } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";
import type { Result } from "./stack-operation.ts";

/** For the backend of the states, and for each agent and state: an update that is done must not hold up a person. */
const WAIT_SECONDS = 30;
const LIMIT = { timeout: WAIT_SECONDS * 1000 };

/** In one line it says who has them and who has not: neither makes the update fail. */
export async function keepStates(
  stacks: ReadonlyMap<string, Stack>,
  results: readonly Result[],
): Promise<void> {
  const written = results.filter(hasWritten).map(({ stack }) => stack);
  const [stack] = [...stacks.values()];
  if (!stack || written.length === 0) return;
  const workspace = workspaceOf(stack);
  const agents = agentsIn(workspace);
  if (agents.length === 0) return;
  const work = async (): Promise<string> => {
    const said = await offerStates(agents, workspace, written).catch(
      (error: unknown) => `not saved (${inOneLine(reasonOf(error))}); ${LATER}`,
    );
    return `State of ${written.join(", ")}: ${said}`;
  };
  await showProgress([{ title: `Saving the state of ${written.join(", ")}`, work }]);
}

const LATER = "npx bev backup saves it later";

/** One that ended before its time may not have told what it did. */
function hasWritten({ changes, failed, seconds }: Result): boolean {
  const counts = Object.entries(changes);
  if (failed && counts.length === 0) return seconds > 0;
  return counts.some(([operation, count]) => !["same", "read"].includes(operation) && count > 0);
}

/** Of all nodes that are always there: each agent keeps on another node what it is given. */
function agentsIn({ project }: Workspace): Agent[] {
  return nodeStacks().flatMap((node) => {
    try {
      return keepingStates(agentsOf(new Map([[node, readConfig(node, stackFile(node, project))]])));
    } catch {
      // Of rows or a file with faults the update itself has told, and better.
      return [];
    }
  });
}

type Asked = Pick<Agent, "node" | "host" | "container" | "keeper">;

/**
 * To all agents at the same time.
 * @returns who has taken them and who has not, as a person reads it
 * @throws UserError where the backend of the states does not answer
 */
export async function offerStates(
  agents: readonly Asked[],
  workspace: Workspace,
  stacks: readonly string[],
): Promise<string> {
  const exported = stacks.map(async (stack) => {
    return [stack, await exportedState(workspace, stack, LIMIT)] as const;
  });
  const states = await Promise.all(exported);
  const refusals = await Promise.all(agents.map((agent) => refusalOf(agent, states)));
  const taken = agents.filter((_agent, index) => refusals[index] === undefined);
  const refused = refusals.filter((one) => one !== undefined);
  return [
    ...(taken.length > 0 ? [`saved by the ${agentsText(taken)}`] : []),
    ...refused.map((why) => `not saved by ${why}`),
    ...(refused.length > 0 ? [LATER] : []),
  ].join("; ");
}

function agentsText(agents: readonly Asked[]): string {
  const nodes = agents.map(({ node }) => node).join(" and ");
  return `${agents.length > 1 ? "agents" : "agent"} of ${nodes}`;
}

/** Undefined where it has taken all; one that has not taken the first is not asked again. */
async function refusalOf(
  agent: Asked,
  states: readonly (readonly [stack: string, state: string])[],
): Promise<string | undefined> {
  for (const [stack, input] of states) {
    const options = { env: { DOCKER_HOST: agent.host }, ...LIMIT, input };
    const { code, stderr } = await runProgram("docker", putting(agent, stack), options);
    if (code !== 0) return `the ${agentsText([agent])}, ${whyNot(agent, code, stderr)}`;
  }
  return undefined;
}

/** What docker says where the agent cannot speak for itself. */
const NO_AGENT = /^(error|cannot connect|failed to connect|oci runtime)/i;

function whyNot({ keeper = "" }: Asked, code: number | undefined, said: string): string {
  const store = `its store on ${keeper}`;
  // A save or a drill that is under way has its turn before.
  if (code === undefined)
    return `which has no answer after ${String(WAIT_SECONDS)} s: it or ${store} is away or busy`;
  if (NO_AGENT.test(said)) return "which does not answer";
  // As services/backup says of its store.
  if (said.includes("must answer, does not")) return `which says that ${store} does not answer`;
  return `which says: ${inOneLine(lastLines(said))}`;
}

function inOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
