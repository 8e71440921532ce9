/** `bev failover`: has the replica of a node's PostgreSQL take over. */
import { Command } from "commander";
import { failoverSteps, lookFor } from "../operations/failover/failover.ts";
import type { Findings } from "../operations/failover/failover.ts";
import { pairNodes, pairOf, secretsOf, staysBehind } from "../operations/failover/pair.ts";
import type { Pair } from "../operations/failover/pair.ts";
import { verifiersOf } from "../operations/failover/verifiers.ts";
import { uncut } from "../operations/interrupt.ts";
import { showProgress } from "../operations/progress.ts";
import { deployedWorkspace } from "../operations/workspace.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { isNamed } from "./consent.ts";
import { deployedConfigs, deployedTarget, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

const { primary, replica } = pairNodes();
const OFF = `--${primary}-is-off`;

interface FailoverOptions extends TargetOptions {
  /** Of `OFF`, as commander names it. */
  [off: string]: unknown;
  yes?: true;
}

export function failoverCommand(): Command {
  return withTarget(new Command("failover"))
    .description(`have PostgreSQL on ${replica} take over what it has of ${primary}'s`)
    .argument("<node>", primary)
    .option(OFF, "nobody can stop its server, because the machine is powered off")
    .option("--yes", "do not ask for the node's name")
    .action(failover);
}

async function failover(node: string, { yes, ...options }: FailoverOptions): Promise<void> {
  const where: TargetOptions = options;
  const isOff = options[`${primary}IsOff`] === true;
  const target = await deployedTarget(where);
  const pair = pairOf(node, await deployedConfigs([], where));
  const findings = await lookFor(pair, isOff);
  for (const line of announcement(pair, findings)) console.log(line);
  if (!(await isNamed(yes ?? false, node, "node to fail it over"))) return;
  const verifiers = await verifiersOf(deployedWorkspace(target), node, secretsOf(pair));
  const notes: string[] = [];
  const begun = Date.now();
  const onNote = (line: string) => notes.push(line);
  try {
    await uncut(() => showProgress(failoverSteps(pair, { verifiers, isOff, onNote })));
  } catch (error) {
    const again = `npx bev failover${targetFlag(where)} ${node}${isOff ? ` ${OFF}` : ""}`;
    throw new UserError(
      `${reasonOf(error)}\n${again} goes on; npx bev failback${targetFlag(where)} ${node} goes back`,
    );
  }
  for (const line of notes) console.log(line);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`${pair.replica.node} took over in ${seconds} s; ${lossText(pair, findings)}`);
  console.log(`go back with npx bev failback${targetFlag(where)} ${node}`);
}

function announcement(pair: Pair, { away, replication, known }: Findings): string[] {
  const { databases, services } = staysBehind(pair);
  const tables = String(replication.tables.length);
  return [
    ...(known ? [`${known.from} is failed over since ${known.since}: this goes on with it.`] : []),
    away === undefined
      ? `${pair.primary.node}: its Engine answers; ${pair.primary.container} is stopped there.`
      : `${pair.primary.node}: its Engine does not answer: ${away}. You say that it is off.`,
    ...(replication.isSubscribed
      ? [`${pair.replica.container} follows ${tables} tables of ${pair.database}.`]
      : []),
    `Lost: ${lossText(pair, { away, replication, known })}.`,
    `Moved is the database ${pair.database}. Not moved: databases ${databases.join(", ")}; ${services.join(", ")}.`,
    `Clients wait, and none is restarted; ${pair.primary.node}'s server stays stopped until bev failback.`,
  ];
}

/** What is sent at the very end is more than what was heard before. */
function lossText({ primary: { node } }: Pair, { replication }: Findings): string {
  const { silent } = replication;
  return silent === undefined
    ? `how much ${node} had written is not known: it was never heard`
    : `at most what ${node} has written in the ${String(silent)} s since it was last heard`;
}
