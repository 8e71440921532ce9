/** `bev alerts`: what fires, keeping an alert quiet for a while, and a test of those who are told. */
import { Command } from "commander";
import { askManager, findAlerts, silenceAlerts } from "../operations/nodes/alerts.ts";
import type { FiringAlert, Manager } from "../operations/nodes/alerts.ts";
import { requireReceiver, sendTest } from "../operations/nodes/receiver-test.ts";
import { allStacks } from "../operations/stacks.ts";
import { catalog } from "../src/catalog/index.ts";
import { UserError } from "../src/lib/error.ts";
import { millisecondsOf } from "./duration.ts";
import { formatTable } from "./report.ts";
import { deployedConfig, NODES_HELP, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface SilenceOptions extends TargetOptions {
  for: string;
  reason: string;
  node?: string;
  service?: string;
}

export function alertsCommand(): Command {
  return new Command("alerts")
    .description("what fires, keeping it quiet, and whether people can be told")
    .addCommand(
      withTarget(new Command("list")).description("show what fires, the worst first").action(list),
      { isDefault: true },
    )
    .addCommand(
      withTarget(new Command("silence"))
        .description("keep an alert quiet until a time, for a reason that others see")
        .argument("<alert>", "such as RedisMemoryNearlyFull")
        .requiredOption("--for <time>", "such as 30m, 2h or 1d")
        .requiredOption("--reason <text>", "why")
        .option("--node <node>", "only there")
        .option("--service <service>", "only of this one")
        .action(silence),
    )
    .addCommand(
      withTarget(new Command("test"))
        .description("send a receiver a test, and say whether the other side took it")
        .argument("<receiver>", "its name in bev:alerts")
        .action(test),
    );
}

async function list(where: TargetOptions): Promise<void> {
  const { firing, isWatched } = await withManager(where, findAlerts);
  console.log(firing.length > 0 ? listText(firing) : "nothing fires");
  if (isWatched) return;
  console.error(
    "Watchdog: must always fire, does not: Prometheus sends no alert; see docs/runbooks/platform.md#watchdog",
  );
  process.exitCode = 1;
}

function listText(firing: readonly FiringAlert[]): string {
  const rows = firing.map(({ severity, name, node, service, since, quiet }) => [
    ...[severity, name, service === undefined ? node : `${node}/${service}`],
    ...[since.slice(0, 19), quiet ?? "-"],
  ]);
  const notes = firing.map(({ name, summary, runbook }) => `${name}: ${summary}; ${runbook}`);
  const table = formatTable(["severity", "alert", "where", "since (UTC)", "quiet"], rows);
  return [table, ...new Set(notes)].join("\n");
}

async function silence(alert: string, options: SilenceOptions): Promise<void> {
  const { node, service, reason } = options;
  requireOneOf("--node", node, allStacks(), NODES_HELP);
  requireOneOf("--service", service, serviceNames, "docs/services.md lists them");
  const from = new Date();
  const until = new Date(from.getTime() + millisecondsOf("--for", options.for));
  const matching = {
    alertname: alert,
    ...(node !== undefined && { node }),
    ...(service !== undefined && { service }),
  };
  // Set for everybody, also who is in no list of users (toolchain/environment.mjs).
  const by = process.env["USER"] ?? "";
  await withManager(options, (manager) => {
    requireOneOf("alert", alert, manager.alertNames, "docs/runbooks has them");
    return silenceAlerts(manager, { matching, from, until, by, reason });
  });
  console.log(`${alert} is silenced until ${until.toISOString().slice(0, 19)} UTC: ${reason}`);
}

async function test(name: string, where: TargetOptions): Promise<void> {
  const { manager, receiver, outcome } = await withManager(where, async (one) => {
    const found = requireReceiver(one, name);
    return { manager: one, receiver: found, outcome: await sendTest(one, found) };
  });
  if (outcome.result === "sent") {
    console.log(`${name}: the other side took a test by ${receiver.kind}`);
    return;
  }
  const why =
    outcome.result === "failed" ? `failed (${outcome.reasons.join(", ")})` : "was not tried";
  console.error(
    `${name}: must be able to send by ${receiver.kind}, ${why}; ` +
      `see docker logs of ${manager.container}, and whether npx bev up ${manager.node} came after the last change`,
  );
  process.exitCode = 1;
}

const serviceNames = catalog.map(({ name }) => name);

/** A silence of what never fires would keep nothing quiet. */
function requireOneOf(
  option: string,
  found: string | undefined,
  known: readonly string[],
  fix: string,
): void {
  if (found === undefined || known.includes(found)) return;
  throw new UserError(`${option}: must be one of the platform's, got "${found}"; ${fix}`);
}

/** The Alertmanager that answers; another one than the platform's own is told of. */
function withManager<T>(where: TargetOptions, ask: (manager: Manager) => Promise<T>): Promise<T> {
  return askManager((node) => deployedConfig(node, where), ask, console.error);
}
