/** `bev vault`: resets a Vault whose set-up was interrupted, and replaces an expired deployment token. */
import { Command } from "commander";
import { nodeNames } from "../src/catalog/nodes.ts";
import { containerName } from "../src/lib/names.ts";
import { nameOf } from "../src/lib/resources.ts";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import { AGENT } from "../src/access/vault/agent.ts";
import { AUDIT_FILES } from "../src/access/vault/paths.ts";
import { capture } from "../operations/command.ts";
import { UserError } from "../src/lib/error.ts";
import { without } from "../operations/state/forget.ts";
import { deployedTarget, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { editState } from "../operations/state/state.ts";
import { THRESHOLD } from "../src/steps/vault/bootstrap.ts";
import { collectShares, openVault } from "./operated-vault.ts";
import { generateRoot } from "../operations/vault-recovery.ts";
import { sealStatus, unseal } from "../src/steps/vault/unseal.ts";
import { deployedWorkspace } from "../operations/workspace.ts";

export function vaultCommand(): Command {
  return new Command("vault")
    .description("mend what only people may mend")
    .addCommand(
      withTarget(new Command("recover"))
        .description("with three shares: let the next update make a new deployment token")
        .action(recover),
    )
    .addCommand(
      withTarget(new Command("agent"))
        .description("let the next update give the agent of a node what it logs in with")
        .argument("<node>", nodeNames.join(", "))
        .action(renewAgent),
    )
    .addCommand(
      withTarget(new Command("reset"))
        .description("empty a Vault whose shares were lost before anything was in it")
        .action(reset),
    );
}

async function recover(where: TargetOptions): Promise<void> {
  const operated = await openVault(where);
  const { vault, shares } = operated;
  const keys = await collectShares(operated, THRESHOLD);
  if ((await sealStatus(vault)).sealed) await unseal(vault, keys);
  shares.keepRootToken(await generateRoot(vault, keys));
  await repeatBootstrap(where);
  console.log(
    `vault has a root token until the next update has used and revoked it: run npx bev up ${VAULT_OWNER}`,
  );
}

function repeatBootstrap(where: TargetOptions): Promise<void> {
  return repeat(VAULT_OWNER, ["vault-bootstrap", "vault-root-retired"], where);
}

async function renewAgent(node: string, where: TargetOptions): Promise<void> {
  if (!nodeNames.some((one) => one === node)) {
    throw new UserError(
      `vault/agent: must be one of ${nodeNames.join(", ")}, got "${node}"; name the node whose agent says that it cannot log in`,
    );
  }
  await repeat(node, [`${AGENT}-credential`], where);
  console.log(`the agent is given another secret-id by the next update: run npx bev up ${node}`);
}

/** Its steps run once more with the next update. */
async function repeat(
  stack: string,
  steps: readonly string[],
  where: TargetOptions,
): Promise<void> {
  const workspace = deployedWorkspace(await deployedTarget(where));
  await editState(workspace, stack, (deployment) =>
    without(deployment, ({ urn }) => steps.includes(nameOf(urn))),
  );
}

async function reset(where: TargetOptions): Promise<void> {
  const { vault, shares, config } = await openVault(where);
  const { initialized, sealed } = await sealStatus(vault);
  const container = containerName(config.prefix, "vault");
  const docker = (...args: string[]) => capture("docker", ["--host", config.node.host, ...args]);
  const isEmpty = initialized && sealed && shares.isBegun && !shares.areKept;
  const log = `test -e ${AUDIT_FILES.bootstrap} && echo used || true`;
  const used = isEmpty ? await docker("exec", container, "sh", "-c", log) : "";
  if (!isEmpty || used.includes("used")) {
    throw new UserError(
      `vault/reset: must be about a Vault that was never opened, whose initialisation from this machine was cut short, ` +
        `is not (${described({ initialized, sealed })}, shares ${shares.areKept ? "" : "not "}in ${shares.directory}); nothing was done`,
    );
  }
  const image = (await docker("inspect", "--format", "{{.Config.Image}}", container)).trim();
  await docker("stop", container);
  await docker(
    ...["run", "--rm", "--network", "none", "--volumes-from", container, "--entrypoint", "sh"],
    ...[image, "-c", "rm -rf /vault/file/*"],
  );
  await docker("start", container);
  console.log(`vault is new again: run npx bev up ${VAULT_OWNER}`);
}

function described({ initialized, sealed }: { initialized: boolean; sealed: boolean }): string {
  if (!initialized) return "it is new";
  return sealed ? "it is sealed" : "it is open";
}
