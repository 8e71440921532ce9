/** Deploys without asking: within a command that somebody has agreed to. */
import type { Target } from "../lab/target.ts";
import { repairStack } from "../operations/state/repair.ts";
import { deployProduction, deployProductionPart } from "../operations/update/production.ts";
import type { Part } from "../operations/update/run.ts";
import type { Result } from "../operations/update/stack-operation.ts";
import { deployedWorkspace } from "../operations/workspace.ts";
import { UserError } from "../src/lib/error.ts";
import { reportUpdate } from "./report.ts";

/** @throws UserError where the node is not whole then */
export async function deployNode(target: Target | undefined, node: string): Promise<void> {
  const results = target
    ? await (await import("../lab/deploy.ts")).deploy(target, [node], undefined)
    : await deployProduction([node], {
        standIns: false,
        isAgreedTo: () => Promise.resolve(true),
      });
  requireDeployed(node, results);
}

/**
 * Of a node that was not lost: a restore that was killed may have left its stack locked and half updated.
 * @throws UserError where it is not whole then
 */
export async function deployRepaired(
  target: Target | undefined,
  { node, host }: { node: string; host: string },
): Promise<void> {
  await repairStack(deployedWorkspace(target), node, host);
  await deployNode(target, node);
}

/** @throws UserError where not all of the part is there then */
export async function deployPart(
  target: Target | undefined,
  node: string,
  part: Part,
): Promise<void> {
  const results = target
    ? await (await import("../lab/deploy.ts")).deployPart(target, node, part)
    : await deployProductionPart(node, part);
  requireDeployed(node, results);
}

function requireDeployed(node: string, results: readonly Result[] | undefined): void {
  if (results && reportUpdate(results)) return;
  throw new UserError(`${node}: must be deployed, is not; the lines above say why`);
}
