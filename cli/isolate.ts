/** `bev isolate`: cuts a node off that somebody may have taken, after evidence of what runs there; and back. */
import { Command } from "commander";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { SIGNED_FOR } from "../operations/isolation/evidence.ts";
import type { Archive } from "../operations/isolation/evidence.ts";
import { isolationSteps, undoSteps } from "../operations/isolation/isolate.ts";
import type { IsolationPlan } from "../operations/isolation/isolate.ts";
import { isolationOf } from "../operations/isolation/marker.ts";
import { showProgress } from "../operations/progress.ts";
import type { StackName } from "../src/catalog/types.ts";
import { UserError } from "../src/lib/error.ts";
import { shown } from "../src/lib/faults.ts";
import { root } from "../src/lib/paths.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { TAILNET_OWNER } from "../src/stack/contracts/references.ts";
import { planStack } from "../src/stack/plan.ts";
import { isNamed } from "./consent.ts";
import { deployedConfig, NODES_HELP, targetFlag } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface IsolateOptions extends Pick<TargetOptions, "lab"> {
  reason?: string;
  signWith?: string;
  undo?: true;
  yes?: true;
}

export function isolateCommand(): Command {
  // Never this machine itself: its firewall would close.
  return new Command("isolate")
    .description("cut a node off from all but ssh and stop its services, after collecting evidence")
    .argument("<node>", NODES_HELP)
    .option("--reason <text>", "why, for those who look at the node later")
    .option("--sign-with <key>", "an ssh key that signs the evidence (default: yours in ~/.ssh)")
    .option("--lab", "on the hosts of bev lab hosts up")
    .option("--undo", "open the node again and start what ran before")
    .option("--yes", "do not ask for the node's name")
    .action(isolate);
}

async function isolate(
  node: string,
  { reason, signWith, undo, yes, ...where }: IsolateOptions,
): Promise<void> {
  const config = await deployedConfig(node, where);
  const { services } = planStack(node as StackName, config);
  const plan = { node, engine: config.node.host, prefix: config.prefix, services };
  if (undo) return open(plan, where);
  if (!reason?.trim()) {
    throw new UserError(
      `--reason: must say why, got ${shown(reason)}; such as --reason "unknown process in bev_n8n"`,
    );
  }
  const key = signWith ?? ownKey();
  if (key !== undefined && !existsSync(key))
    throw new UserError(`--sign-with: must be the file of an ssh key, ${key} is absent`);
  for (const line of consequences(plan)) console.log(line);
  if (!(await isNamed(yes ?? false, node, "node to isolate it"))) return;
  let archive: Archive | undefined;
  const folder = path.join(root, ".bev", "incidents");
  const onPacked = (packed: Archive) => (archive = packed);
  const steps = isolationSteps(plan, new Date(), { reason, folder, key, onPacked });
  await showProgress(steps);
  if (archive) for (const line of evidenceLines(archive)) console.log(line);
  for (const line of grantLines(node, await deployedConfig(TAILNET_OWNER, where)))
    console.log(line);
  console.log(`go back with npx bev isolate${targetFlag(where)} ${node} --undo`);
}

/** Where the platform sets the tailnet's policy: an update of ORACLE1 takes the grants away, also after a restart of the node. */
function grantLines(node: string, { tailnet }: StackConfig): string[] {
  if (tailnet.operators.length === 0) return [];
  const next = `bev:tailnet.isolated[${String(tailnet.isolated.length)}]`;
  return [
    "take its grants on the tailnet away, too:",
    `  npx pulumi config set --path '${next}' ${node} --stack ${TAILNET_OWNER} && npx bev up ${TAILNET_OWNER}`,
  ];
}

async function open(plan: IsolationPlan, where: TargetOptions): Promise<void> {
  const { node, engine, prefix } = plan;
  const isolation = await isolationOf(engine, prefix);
  if (!isolation) throw new UserError(`${node}: must be isolated, is not; nothing was changed`);
  await showProgress(undoSteps(plan));
  console.log(
    `${node} was isolated since ${isolation.since}: ${isolation.reason}\n` +
      `see whether all of it is live with npx bev verify${targetFlag(where)} ${node}`,
  );
  const { tailnet } = await deployedConfig(TAILNET_OWNER, where);
  const at = tailnet.isolated.findIndex((one) => one === node);
  if (at < 0) return;
  console.log(
    "give it its grants on the tailnet back:\n" +
      `  npx pulumi config rm --path 'bev:tailnet.isolated[${String(at)}]' --stack ${TAILNET_OWNER} && npx bev up ${TAILNET_OWNER}`,
  );
}

function consequences({ node, services }: IsolationPlan): string[] {
  return [
    `${node} is cut off from all but ssh, and its ${String(services.length)} services stop: what needs them fails.`,
    "Before that, evidence is collected from it, which takes a minute or more.",
  ];
}

function ownKey(): string | undefined {
  const names = ["id_ed25519", "id_ecdsa", "id_rsa"];
  return names.map((name) => path.join(homedir(), ".ssh", name)).find((file) => existsSync(file));
}

function evidenceLines({ file, sha256, signature }: Archive): string[] {
  const shownFile = path.relative(process.cwd(), file);
  const signed = signature
    ? `signed for ${SIGNED_FOR} in ${path.relative(process.cwd(), signature)}`
    : "not signed, because ~/.ssh has no key: write the checksum down";
  return [`evidence: ${shownFile}`, `sha256: ${sha256}`, signed];
}
