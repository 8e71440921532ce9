/** `bev rollback`: a service goes back to the version before its last change. */
import { Command } from "commander";
import { catalog } from "../src/catalog/index.ts";
import { resolveService } from "../src/catalog/resolve.ts";
import type { Service } from "../src/catalog/resolve.ts";
import { formatFault, formatFaults, shown } from "../src/lib/faults.ts";
import { rollbackFaults } from "../src/rules/versions.ts";
import { UserError } from "../src/lib/error.ts";
import { packsOf } from "../operations/update/packs.ts";
import { changesText, formatTable, reportErrors } from "./report.ts";
import { runStacks } from "../operations/update/run.ts";
import { deployedTarget, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { editState } from "../operations/state/state.ts";
import { declaredOf, runRecordOf, withHold } from "../operations/state/versions.ts";
import { deployedWorkspace, selectStacks } from "../operations/workspace.ts";

export function rollbackCommand(): Command {
  return withTarget(new Command("rollback"))
    .description(
      "put a service back to the version before its last change, until it is changed again",
    )
    .argument("<service>", "such as nginx, or thanos/node-exporter where several nodes have it")
    .action(rollback);
}

async function rollback(name: string, where: TargetOptions): Promise<void> {
  const service = findOne(name);
  const { node } = service;
  const target = await deployedTarget(where);
  const workspace = deployedWorkspace(target);
  await editState(workspace, node, (state) => {
    const before = runRecordOf(state).previous[service.name];
    const current = declaredOf(state, service.name);
    if (!before || !current) throw nothingBefore(service);
    const faults = rollbackFaults(service, current.image, before.image);
    if (faults.length > 0) throw new UserError(formatFaults(faults));
    return withHold(state, service.name, {
      definition: current.definition,
      container: before,
      reason: "npx bev rollback",
      since: new Date().toISOString(),
    });
  });
  const results = await runStacks("up", await selectStacks(workspace, [node]), packsOf(target));
  const [result] = results;
  if (!reportErrors(results) || !result) {
    process.exitCode = 1;
    return;
  }
  const row = [node, service.name, changesText(result.changes), result.seconds.toFixed(1)];
  console.log(formatTable(["node", "service", "changes", "seconds"], [row]));
}

/** @throws UserError when none or several nodes have it */
function findOne(name: string): Service {
  const found = catalog.filter((row) => [row.name, `${row.node}/${row.name}`].includes(name));
  const [row] = found;
  if (row && found.length === 1) return resolveService(row);
  const names = found.map(({ node, name: service }) => `${node}/${service}`).join(", ");
  throw new UserError(
    `service: must be ${names ? `one of ${names}` : "a service of docs/services.md"}, got ${shown(name)}`,
  );
}

function nothingBefore({ node, name }: Service): UserError {
  return new UserError(
    formatFault({
      path: `${node}/${name}`,
      problem: "must have been changed by bev up before, has no former version on record",
      fix: `git revert the change and update ${node}`,
    }),
  );
}
