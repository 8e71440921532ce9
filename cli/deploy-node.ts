/** Deploys a node in the course of another command, which has asked already. */
import type { Target } from "../lab/target.ts";
import { deployProduction } from "../operations/update/production.ts";
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
  if (!results || !reportUpdate(results)) {
    throw new UserError(`${node}: must be deployed, is not; the lines above say why`);
  }
}
