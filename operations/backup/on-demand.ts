/** Agents of nodes that are there on demand: one that is off is left out, which is said in a line and is no fault. */
import { UserError } from "../../src/lib/error.ts";
import { runProgram } from "../command.ts";
import { TIMEOUT_MS } from "../engine-note.ts";
import type { Agent } from "./agents.ts";

type Asked = Pick<Agent, "node" | "host" | "isOnDemand">;

export const IS_OFF = "it is off; what is due is saved once it is on";

export interface Present<A> {
  there: A[];
  /** A line for each that is left out. */
  off: string[];
}

export async function present<A extends Asked>(agents: readonly A[]): Promise<Present<A>> {
  const areOff = await Promise.all(agents.map(isOff));
  return {
    there: agents.filter((_agent, index) => !areOff[index]),
    off: agents.flatMap(({ node }, index) => (areOff[index] ? [`${node}: ${IS_OFF}`] : [])),
  };
}

/** An agent of another node is asked all the same, and says itself why it cannot answer. */
export async function isOff({ host, isOnDemand }: Asked): Promise<boolean> {
  if (!isOnDemand) return false;
  const options = { env: { DOCKER_HOST: host }, timeout: TIMEOUT_MS };
  const { code } = await runProgram("docker", ["version"], options);
  return code !== 0;
}

/** @throws UserError where one of those that a person asks for is off */
export async function requireOn(agents: readonly Asked[]): Promise<void> {
  const { off } = await present(agents);
  if (off.length > 0) throw new UserError(off.join("\n"));
}

/** Those that keep the states of stacks: one that is off most of the time has them too late. */
export function keepingStates<A extends Asked>(agents: readonly A[]): A[] {
  return agents.filter(({ isOnDemand }) => !isOnDemand);
}
