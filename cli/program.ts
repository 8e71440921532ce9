/** `bev`, the operator's command: one file per verb. */
import { Command } from "commander";
import { alertsCommand } from "./alerts.ts";
import { backupCommand } from "./backup.ts";
import { backupsCommand } from "./backups.ts";
import { addCompletion } from "./completion.ts";
import { dashboardsCommand } from "./dashboards.ts";
import { docsCommand } from "./docs.ts";
import { downCommand } from "./down.ts";
import { drillCommand } from "./drill.ts";
import { driftCommand } from "./drift.ts";
import { edgeCommand } from "./edge.ts";
import { envCommand } from "./env.ts";
import { failbackCommand } from "./failback.ts";
import { failoverCommand } from "./failover.ts";
import { graphCommand } from "./graph.ts";
import { imagesCommand } from "./images.ts";
import { isolateCommand } from "./isolate.ts";
import { labCommand } from "./lab.ts";
import { logsCommand } from "./logs.ts";
import { previewCommand } from "./preview.ts";
import { repairCommand } from "./repair.ts";
import { restoreCommand } from "./restore.ts";
import { reviewCommand } from "./review.ts";
import { rollbackCommand } from "./rollback.ts";
import { rotateCommand } from "./rotate.ts";
import { secretsCommand } from "./secrets.ts";
import { statusCommand } from "./status.ts";
import { unsealCommand } from "./unseal.ts";
import { upCommand } from "./up.ts";
import { vaultCommand } from "./vault.ts";
import { verifyCommand } from "./verify.ts";

export const program = new Command("bev")
  .description("Plans and runs the BEV platform: three nodes, one Pulumi program.")
  .showHelpAfterError("Run bev --help for what it knows.")
  .addCommand(previewCommand())
  .addCommand(reviewCommand())
  .addCommand(upCommand())
  .addCommand(downCommand())
  .addCommand(statusCommand())
  .addCommand(rollbackCommand())
  .addCommand(rotateCommand())
  .addCommand(secretsCommand())
  .addCommand(repairCommand())
  .addCommand(driftCommand())
  .addCommand(verifyCommand())
  .addCommand(alertsCommand())
  .addCommand(dashboardsCommand())
  .addCommand(logsCommand())
  .addCommand(backupCommand())
  .addCommand(backupsCommand())
  .addCommand(drillCommand())
  .addCommand(restoreCommand())
  .addCommand(failoverCommand())
  .addCommand(failbackCommand())
  .addCommand(isolateCommand())
  .addCommand(unsealCommand())
  .addCommand(vaultCommand())
  .addCommand(edgeCommand())
  .addCommand(labCommand())
  .addCommand(imagesCommand())
  .addCommand(envCommand())
  .addCommand(graphCommand())
  .addCommand(docsCommand());
addCompletion(program);

// Commander would end the process before what it has printed is known to be written.
for (const command of withSubcommands(program)) command.exitOverride();

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
