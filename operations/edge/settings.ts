/** What a region's stack file says of its machine, and that line of `regions.json`: written alike, read apart. */
import { existsSync, rmSync } from "node:fs";
import { isMap, isScalar, parseDocument } from "yaml";
import type { Scalar } from "yaml";
import { edgeDefaults } from "../../src/catalog/machines.ts";
import { edgeStacks } from "../../src/catalog/regions.ts";
import type { EdgeStack } from "../../src/catalog/regions.ts";
import { UserError } from "../../src/lib/error.ts";
import { formatFault, formatFaults, shown } from "../../src/lib/faults.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { readRegionMachines, regionsFile, votingRegion } from "../../src/lib/region-machines.ts";
import type { RegionMachine, RegionMachines } from "../../src/lib/region-machines.ts";
import { fileFault, readTextFile } from "../../src/lib/text-file.ts";
import { isDockerHost, isTailnetAddress } from "../../src/rules/addresses.ts";
import type { Site } from "../../policies/kit/site.ts";
import { stackSettings } from "../stack-file.ts";
import { writeWhole } from "../whole-file.ts";

/** As they are typed. */
export interface MachineOptions {
  host: string;
  address: string;
  architecture?: string;
  memory?: string;
  cores?: string;
  votes?: true;
}

/** @throws UserError with one line for each option that no machine can have */
export function machineFrom(options: MachineOptions): RegionMachine {
  const { capacity } = edgeDefaults;
  const { host, address, architecture = edgeDefaults.architecture } = options;
  const [memory, cores] = [
    amountOf(options.memory, capacity.memory),
    amountOf(options.cores, capacity.cores),
  ];
  const faults = [
    ...faultUnless(
      isDockerHost(host) && host.startsWith("ssh://"),
      "host",
      "ssh://[user@]host[:port]",
      host,
    ),
    ...faultUnless(
      isTailnetAddress(address),
      "address",
      "an IPv4 address of the tailnet, within 100.64.0.0/10",
      address,
    ),
    ...faultUnless(isArchitecture(architecture), "architecture", "amd64 or arm64", architecture),
    ...faultUnless(memory > 0, "memory", "MiB, a number above 0", options.memory),
    ...faultUnless(cores > 0, "cores", "a number above 0", options.cores),
  ];
  if (faults.length > 0 || !isArchitecture(architecture)) throw new UserError(formatFaults(faults));
  const vote = options.votes && { votes: options.votes };
  return { host, address, architecture, memoryMebibytes: memory, cores, ...vote };
}

function isArchitecture(value: string): value is RegionMachine["architecture"] {
  return value === "amd64" || value === "arm64";
}

function amountOf(given: string | undefined, otherwise: number): number {
  return given === undefined ? otherwise : Number(given || Number.NaN);
}

function faultUnless(isGood: boolean, option: string, expected: string, found: unknown) {
  const problem = `must be ${expected}, got ${shown(found)}`;
  return isGood ? [] : [{ path: `--${option}`, problem, fix: "see npx bev edge enable --help" }];
}

/**
 * Two stacks on one Engine would remove each other's containers, and one address leads to one machine.
 * @throws UserError naming the stack that has it
 */
export function requireOwn(stack: string, { host, address }: RegionMachine, site: Site): void {
  for (const [other, known] of Object.entries(site)) {
    if (other === stack) continue;
    const [option, found] =
      known.address === address ? ["address", address] : known.host === host ? ["host", host] : [];
    if (option === undefined) continue;
    const problem = `must be of a machine of its own, ${shown(found)} is ${other}'s`;
    throw new UserError(formatFault({ path: `--${option}`, problem, fix: "name another machine" }));
  }
}

/**
 * Two votes could name two primaries.
 * @throws UserError naming the region that votes
 */
export function requireOnlyVote(stack: EdgeStack, { votes }: RegionMachine): void {
  const voting = votingRegion(readRegionMachines());
  if (!votes || voting === undefined || voting === stack) return;
  const problem = `must be of one region, ${voting} votes`;
  const fix = `enable ${voting} without --votes, update all nodes, then name another one`;
  throw new UserError(formatFault({ path: "--votes", problem, fix }));
}

/** Keys that the stack file has beside the machine keep their values, and all comments stay. */
export function writeRegion(
  stack: EdgeStack,
  machine: RegionMachine,
  registry: unknown,
): "enabled" | "changed" | "same" {
  const machines = readRegionMachines();
  const file = stackFile(stack);
  const before = existsSync(file) ? readTextFile(file).text : undefined;
  const after = stackText(file, before, machine, registry);
  const known = machines[stack];
  // The table last: a region with a table's line and no stack file is planned by no verb.
  if (after !== before) writeWhole(file, after);
  writeMachines({ ...machines, [stack]: machine });
  if (!known) return "enabled";
  return after === before && JSON.stringify(known) === JSON.stringify(machine) ? "same" : "changed";
}

export function removeRegion(stack: EdgeStack): void {
  writeMachines({ ...readRegionMachines(), [stack]: undefined });
  rmSync(stackFile(stack), { force: true });
}

/** In the order of the regions, whatever the order in which they were enabled. */
function writeMachines(machines: RegionMachines): void {
  const sorted = edgeStacks.flatMap((stack) =>
    machines[stack] ? [[stack, machines[stack]] as const] : [],
  );
  writeWhole(regionsFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

/** The text of a stack file with this machine in it. */
export function stackText(
  file: string,
  before: string | undefined,
  { host, address, architecture, memoryMebibytes, cores }: RegionMachine,
  registry: unknown,
): string {
  const settings = before === undefined ? {} : stackSettings({ name: file, text: before });
  const document = parseDocument(
    before ?? "config:\n  pulumi:disable-default-providers: [docker, vault]\n",
  );
  if (!isMap(document.get("config", true))) {
    throw fileFault(
      file,
      undefined,
      "config: must be a map of keys to values, is not",
      "write it so",
    );
  }
  if (settings["bev:registry"] === undefined) document.setIn(["config", "bev:registry"], registry);
  const values: [string[], string | number][] = [
    [["host"], host],
    [["address"], address],
    [["architecture"], architecture],
    [["capacity", "memoryMebibytes"], memoryMebibytes],
    [["capacity", "cores"], cores],
    [["capacity", "gpuUnits"], 0],
  ];
  const wanted = values.map(([at, value]) => [["config", "bev:node", ...at], value] as const);
  const nodes = wanted.map(([at]) => document.getIn(at, true));
  if (before !== undefined && settings["bev:registry"] !== undefined && nodes.every(isScalar)) {
    return spliced(
      before,
      nodes,
      wanted.map(([, value]) => String(value)),
    );
  }
  for (const [at, value] of wanted) document.setIn(at, value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The values alone change: every other character stays. */
function spliced(text: string, nodes: readonly Scalar[], values: readonly string[]): string {
  const changes = nodes.map(({ range }, index) => ({
    start: range?.[0] ?? 0,
    end: range?.[1] ?? 0,
    value: values[index] ?? "",
  }));
  return changes
    .sort((a, b) => b.start - a.start)
    .reduce(
      (result, { start, end, value }) => result.slice(0, start) + value + result.slice(end),
      text,
    );
}
