/** `bev rollback`: a service goes back to the version before its last change. */
import { Command } from "commander";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { formatFault, formatFaults, shown } from "../../src/lib/faults.ts";
import { rollbackFaults } from "../../src/rules/versions.ts";
import { CliError } from "../error.ts";
import { packsOf } from "../packs.ts";
import { changesText, errorsText, formatTable } from "../report.ts";
import { runStacks } from "../run.ts";
import { deployedStage, withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";
import { editState } from "../state.ts";
import { declaredOf, runRecordOf, withHold } from "../versions.ts";
import { deployedWorkspace, selectStacks } from "../workspace.ts";

export function rollbackCommand(): Command {
  return withStage(new Command("rollback"))
    .description(
      "put a service back to the version before its last change, until it is changed again",
    )
    .argument("<service>", "such as nginx, or thanos/node-exporter where several nodes have it")
    .action(rollback);
}

async function rollback(name: string, where: StageOptions): Promise<void> {
  const service = findOne(name);
  const { node } = service;
  const stage = deployedStage(where);
  const workspace = deployedWorkspace(stage);
  await editState(workspace, node, (state) => {
    const before = runRecordOf(state).previous[service.name];
    const current = declaredOf(state, service.name);
    if (!before || !current) throw nothingBefore(service);
    const faults = rollbackFaults(service, current.image, before.image);
    if (faults.length > 0) throw new CliError(formatFaults(faults));
    return withHold(state, service.name, {
      definition: current.definition,
      container: before,
      reason: "npx bev rollback",
      since: new Date().toISOString(),
    });
  });
  const results = await runStacks("up", await selectStacks(workspace, [node]), packsOf(stage));
  const [result] = results;
  if (!result || result.failed) {
    console.error(errorsText(results));
    process.exitCode = 1;
    return;
  }
  const row = [node, service.name, changesText(result.changes), result.seconds.toFixed(1)];
  console.log(formatTable(["node", "service", "changes", "seconds"], [row]));
}

/** @throws CliError when none or several nodes have it */
function findOne(name: string): Service {
  const found = catalog.filter((row) => [row.name, `${row.node}/${row.name}`].includes(name));
  const [row] = found;
  if (row && found.length === 1) return resolveService(row);
  const names = found.map(({ node, name: service }) => `${node}/${service}`).join(", ");
  throw new CliError(
    `service: must be ${names ? `one of ${names}` : "a service of docs/services.md"}, got ${shown(name)}`,
  );
}

function nothingBefore({ node, name }: Service): CliError {
  return new CliError(
    formatFault({
      path: `${node}/${name}`,
      problem: "must have been changed by bev up before, has no former version on record",
      fix: `git revert the change and update ${node}`,
    }),
  );
}
