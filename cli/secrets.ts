/** `bev secrets`: values that people give, such as keys of other services; they go to Vault and nowhere else. */
import { Command } from "commander";
import path from "node:path";
import { findGiven, givenSecrets } from "../operations/secrets/given.ts";
import type { GivenSecret } from "../operations/secrets/given.ts";
import { requireEditable, writeVersion } from "../operations/secrets/stack-file.ts";
import { valueIn, valueOf } from "../operations/secrets/value.ts";
import { SecretVault } from "../operations/secrets/vault.ts";
import { requireVault } from "../operations/vault-ready.ts";
import { deployedWorkspace, projectDirectory, selectStacks } from "../operations/workspace.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { stackFile } from "../src/lib/paths.ts";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import { formatTable } from "./report.ts";
import { deployedConfigs, deployedTarget, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { unseenInput } from "./unseen.ts";

interface SetOptions extends TargetOptions {
  file?: string;
}

export function secretsCommand(): Command {
  return new Command("secrets")
    .description("values that people give, such as keys of other services")
    .addCommand(
      withTarget(new Command("list"))
        .description("show which are set, since when, and what is left out without them")
        .action(list),
      { isDefault: true },
    )
    .addCommand(
      withTarget(new Command("set"))
        .description("read a value from standard input, and keep it in Vault as a new version")
        .argument("<secret>", "such as alertmanager/slack-url, also with its node before it")
        .option("--file <file>", "read it from this file")
        .action(set),
    )
    .addCommand(
      withTarget(new Command("unset"))
        .description("delete the value, and let the next update leave out what needs it")
        .argument("<secret>", "as bev secrets list has it")
        .action(unset),
    );
}

async function list(where: TargetOptions): Promise<void> {
  const all = givenSecrets(await deployedConfigs([], where));
  const since = await timesOf(all, where);
  const rows = all.map((one) => {
    const { node, id, version } = one;
    return [node, id, version === undefined ? "-" : String(version), since(one), needsText(one)];
  });
  const head = ["node", "secret", "version", "since (UTC)", "left out without it"];
  console.log(rows.length > 0 ? formatTable(head, rows) : "no row asks people for a secret");
}

function needsText({ needs }: GivenSecret): string {
  const texts = needs.map(({ service, without }) => `${service}: ${without.join(", ")}`);
  return texts.join("; ") || "-";
}

/** What is set is known without Vault: only when is not. */
async function timesOf(
  all: readonly GivenSecret[],
  where: TargetOptions,
): Promise<(secret: GivenSecret) => string> {
  const times = new Map<GivenSecret, string>();
  try {
    const vault = await openVault(where);
    for (const one of all) {
      if (one.version === undefined) continue;
      const since = await vault.since(one.node, one.id, one.version);
      times.set(one, since?.slice(0, 19) ?? "not in Vault");
    }
  } catch (error) {
    console.error(`the times are not known: ${reasonOf(error)}`);
  }
  return (secret) => times.get(secret) ?? (secret.version === undefined ? "not set" : "-");
}

async function set(name: string, { file, ...where }: SetOptions): Promise<void> {
  const secret = await chosen(name, where);
  const { node, id } = secret;
  const at = await stackFileOf(node, where);
  requireEditable(at, id);
  const vault = await openVault(where);
  const question = `the value of ${node}/${id}, ended by Enter (it is not shown):`;
  const value =
    file === undefined ? valueOf(await unseenInput(question), "standard input") : valueIn(file);
  const version = await vault.put(node, id, value);
  writeVersion(at, id, version);
  console.log(
    `${node}/${id} is version ${String(version)} in Vault and in ${path.basename(at)}; ${next(node, where)}`,
  );
}

async function unset(name: string, where: TargetOptions): Promise<void> {
  const { node, id, version } = await chosen(name, where);
  if (version === undefined) {
    console.log(`${node}/${id} is not set`);
    return;
  }
  const at = await stackFileOf(node, where);
  requireEditable(at, id);
  const vault = await openVault(where);
  // The file first: what it names must be in Vault.
  writeVersion(at, id, undefined);
  await vault.forget(node, id);
  console.log(`${node}/${id} is out of Vault and ${path.basename(at)}; ${next(node, where)}`);
}

async function chosen(name: string, where: TargetOptions): Promise<GivenSecret> {
  return findGiven(name, givenSecrets(await deployedConfigs([], where)));
}

async function stackFileOf(node: string, where: TargetOptions): Promise<string> {
  const target = await deployedTarget(where);
  return stackFile(node, target && projectDirectory(target.directory));
}

async function openVault(where: TargetOptions): Promise<SecretVault> {
  const stacks = await selectStacks(deployedWorkspace(await deployedTarget(where)), [VAULT_OWNER]);
  const deployed = await requireVault(stacks.get(VAULT_OWNER), "a secret");
  if (deployed) return new SecretVault(deployed);
  throw new UserError(
    `vault: must run to keep secrets, was not set up; run npx bev up${targetFlag(where)} ${VAULT_OWNER}`,
  );
}

function next(node: string, where: TargetOptions): string {
  return `run npx bev up${targetFlag(where)} ${node}`;
}
