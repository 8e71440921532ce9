/** `bev backup key`: prints the key of a node's repository, or says whether a key on paper opens it. */
import { Command } from "commander";
import { agentsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { keyOf, openWith } from "../operations/backup/key.ts";
import { valueOf } from "../operations/secrets/value.ts";
import { UserError } from "../src/lib/error.ts";
import { shown } from "../src/lib/faults.ts";
import { deployedConfigs, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { unseenInput } from "./unseen.ts";

interface KeyOptions extends TargetOptions {
  check?: true;
}

export function backupKeyCommand(): Command {
  return withTarget(new Command("key"))
    .description("print the key of a node's repository, to be kept away from both nodes")
    .argument("<node>", "whose backups it opens")
    .option("--check", "read a key from standard input, and say whether it opens the newest one")
    .action(async (node: string, _own: KeyOptions, command: Command) => {
      // --lab and --local are options of bev backup too, which reads them first.
      const { check, ...where } = command.optsWithGlobals<KeyOptions>();
      const agent = agentAt(node, agentsOf(await deployedConfigs([], where)));
      await (check ? prove(agent) : print(agent));
    });
}

function agentAt(node: string, agents: readonly Agent[]): Agent {
  const found = agents.find((agent) => agent.node === node);
  if (found) return found;
  const nodes = agents.map((agent) => agent.node).join(", ");
  throw new UserError(
    `node: must be one that is saved (${nodes || "none is"}), got ${shown(node)}; npx bev backups lists them`,
  );
}

async function print(agent: Agent): Promise<void> {
  const key = await keyOf(agent);
  console.error(
    `the key of the backups of ${agent.node}: keep it with the shares of Vault and the passphrase of the state, ` +
      "away from both nodes; it never changes",
  );
  console.log(key);
}

async function prove(agent: Agent): Promise<void> {
  const question = `the key of the backups of ${agent.node}, ended by Enter (it is not shown):`;
  const key = valueOf(await unseenInput(question), "standard input");
  console.log(`the key opens ${await openWith(agent, key)}`);
}
