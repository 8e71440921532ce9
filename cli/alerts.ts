/** `bev alerts`: what fires, and keeping an alert quiet for a while. */
import { Command } from "commander";
import { findAlerts, managerOf, MANAGER_NODE, silenceAlerts } from "../operations/nodes/alerts.ts";
import type { FiringAlert, Manager } from "../operations/nodes/alerts.ts";
import { catalog } from "../src/catalog/index.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { UserError } from "../src/lib/error.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { formatTable } from "./report.ts";
import { deployedConfigs, NODES_HELP, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface SilenceOptions extends TargetOptions {
  for: string;
  reason: string;
  node?: string;
  service?: string;
}

export function alertsCommand(): Command {
  return new Command("alerts")
    .description("what fires, and keeping it quiet")
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
    );
}

async function list(where: TargetOptions): Promise<void> {
  const { firing, isWatched } = await findAlerts(await deployedManager(where));
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
  const manager = await deployedManager(options);
  requireOneOf("alert", alert, manager.alertNames, "docs/runbooks has them");
  requireOneOf("--node", node, nodeNames, NODES_HELP);
  requireOneOf("--service", service, serviceNames, "docs/services.md lists them");
  const from = new Date();
  const until = new Date(from.getTime() + millisecondsOf(options.for));
  const matching = {
    alertname: alert,
    ...(node !== undefined && { node }),
    ...(service !== undefined && { service }),
  };
  // Set for everybody, also who is in no list of users (toolchain/environment.mjs).
  const by = process.env["USER"] ?? "";
  await silenceAlerts(manager, { matching, from, until, by, reason });
  console.log(`${alert} is silenced until ${until.toISOString().slice(0, 19)} UTC: ${reason}`);
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function millisecondsOf(time: string): number {
  const [, count, unit = ""] = /^([1-9]\d{0,3})([mhd])$/.exec(time) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  throw new UserError(`--for: must be a number with m, h or d, got "${time}"; such as 2h`);
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

async function deployedManager(where: TargetOptions): Promise<Manager> {
  return managerOf(await managerConfig(where));
}

/** Of the node that has Alertmanager. */
export async function managerConfig(where: TargetOptions): Promise<StackConfig> {
  const [config] = (await deployedConfigs([MANAGER_NODE], where)).values();
  if (!config) throw new Error(`${MANAGER_NODE}: has no configuration`);
  return config;
}
