/** The key of a node's repository, and whether one on paper is it. */
import { UserError } from "../../src/lib/error.ts";
import { capture, lastLines, runProgram } from "../command.ts";
import type { Agent } from "./agents.ts";

const ASK_MS = 120_000;

/** @throws UserError where the agent does not run */
export function keyOf({ host, container }: Pick<Agent, "host" | "container">): Promise<string> {
  return capture("docker", ["exec", container, "cat", "/run/secrets/repository"], {
    ...{ env: { DOCKER_HOST: host }, timeout: ASK_MS },
  });
}

/**
 * Tries a key on the newest repository of a node.
 * @returns the repository, such as `thanos/services-2026-11`
 * @throws UserError where the key does not open it, or the store does not answer
 */
export async function openWith(
  { node, host, container }: Pick<Agent, "node" | "host" | "container">,
  key: string,
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(
    "docker",
    ["exec", "--interactive", container, "backup", "opens"],
    { env: { DOCKER_HOST: host }, timeout: ASK_MS, input: `${key}\n` },
  );
  if (code === 0) return stdout.trim();
  throw new UserError(`${lastLines(stderr)}; npx bev backup key ${node} prints the right one`);
}
