/** `bev`, the operator's command: one file per verb. */
import { Command } from "commander";
import { CliError } from "./error.ts";
import { actionsCommand } from "./verbs/actions.ts";
import { docsCommand } from "./verbs/docs.ts";
import { downCommand } from "./verbs/down.ts";
import { driftCommand } from "./verbs/drift.ts";
import { envCommand } from "./verbs/env.ts";
import { graphCommand } from "./verbs/graph.ts";
import { imagesCommand } from "./verbs/images.ts";
import { labCommand } from "./verbs/lab.ts";
import { previewCommand } from "./verbs/preview.ts";
import { repairCommand } from "./verbs/repair.ts";
import { reviewCommand } from "./verbs/review.ts";
import { rollbackCommand } from "./verbs/rollback.ts";
import { rotateCommand } from "./verbs/rotate.ts";
import { statusCommand } from "./verbs/status.ts";
import { unsealCommand } from "./verbs/unseal.ts";
import { upCommand } from "./verbs/up.ts";
import { vaultCommand } from "./verbs/vault.ts";
import { verifyCommand } from "./verbs/verify.ts";

const program = new Command("bev")
  .description("Plans and runs the BEV platform: three nodes, one Pulumi program.")
  .showHelpAfterError("Run bev --help for what it knows.")
  .addCommand(previewCommand())
  .addCommand(reviewCommand())
  .addCommand(upCommand())
  .addCommand(downCommand())
  .addCommand(statusCommand())
  .addCommand(rollbackCommand())
  .addCommand(rotateCommand())
  .addCommand(repairCommand())
  .addCommand(driftCommand())
  .addCommand(verifyCommand())
  .addCommand(unsealCommand())
  .addCommand(vaultCommand())
  .addCommand(labCommand())
  .addCommand(imagesCommand())
  .addCommand(envCommand())
  .addCommand(graphCommand())
  .addCommand(docsCommand())
  .addCommand(actionsCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
