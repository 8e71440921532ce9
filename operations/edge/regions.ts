/** Enables, disables and lists edge regions; each is a stack like any other. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { productionSite } from "../../policies/kit/site.ts";
import { REGION_ENTRY } from "../../src/catalog/edge.ts";
import { catalog } from "../../src/catalog/index.ts";
import { edgeStackOf, regionMachines, regionNames } from "../../src/catalog/regions.ts";
import type { EdgeStack, RegionName } from "../../src/catalog/regions.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { UserError } from "../../src/lib/error.ts";
import { formatFault, shown } from "../../src/lib/faults.ts";
import { trackedSettings } from "../project.ts";
import type { StateDocument } from "../state/state-document.ts";
import { productionWorkspace, selectStacks } from "../workspace.ts";
import { machineFrom, removeRegion, requireOnlyVote, requireOwn, writeRegion } from "./settings.ts";
import type { MachineOptions } from "./settings.ts";

/** A region that is asked must not hold up a person for long. */
const TIMEOUT_MS = 3000;

/** @throws UserError for a name that no region has */
export function regionNamed(name: string): RegionName {
  const found = regionNames.find((one) => one === name || edgeStackOf(one) === name);
  if (found) return found;
  throw new UserError(
    `region: must be one of ${regionNames.join(", ")}, got ${shown(name)}; name one of them`,
  );
}

/** @throws UserError with one line for each option that does not fit */
export function enableRegion(
  region: RegionName,
  options: MachineOptions,
): { stack: EdgeStack; result: "enabled" | "changed" | "same" } {
  const stack = edgeStackOf(region);
  const machine = machineFrom(options);
  requireOwn(stack, machine, productionSite);
  requireOnlyVote(stack, machine);
  const registry = trackedSettings("oracle1")["bev:registry"];
  return { stack, result: writeRegion(stack, machine, registry) };
}

/** @throws UserError while its stack has resources, which nothing could remove afterwards */
export async function disableRegion(region: RegionName): Promise<EdgeStack> {
  const stack = edgeStackOf(region);
  if (!regionMachines[stack]) {
    throw new UserError(
      `region: must be enabled, ${region} is not; npx bev edge list shows those that are`,
    );
  }
  const deployed = (await selectStacks(productionWorkspace(), [stack])).get(stack);
  const count = deployed ? await resourceCount(deployed) : 0;
  if (count > 0) {
    throw new UserError(
      formatFault({
        path: stack,
        problem: `must hold no resource to be disabled, holds ${String(count)}`,
        fix: `run pulumi destroy --stack ${stack}`,
      }),
    );
  }
  removeRegion(stack);
  return stack;
}

/** What runs, or would have to be ended: not the stack itself, and not Pulumi's own providers. */
async function resourceCount(stack: Stack): Promise<number> {
  const { deployment } = (await stack.exportStack()) as { deployment?: StateDocument };
  const { resources = [] } = deployment ?? {};
  return resources.filter(({ type }) => !type.startsWith("pulumi:")).length;
}

export interface RegionState {
  region: RegionName;
  state: string;
  address: string;
  health: string;
}

/** Of every region; the backend is asked where the shell names one. */
export async function listRegions(): Promise<RegionState[]> {
  const enabled = regionNames.map(edgeStackOf).filter((stack) => regionMachines[stack]);
  const hasBackend = process.env["PULUMI_BACKEND_URL"] !== undefined;
  const stacks =
    hasBackend && enabled.length > 0
      ? await selectStacks(productionWorkspace(), enabled)
      : undefined;
  return Promise.all(
    regionNames.map(async (region): Promise<RegionState> => {
      const stack = edgeStackOf(region);
      const machine = regionMachines[stack];
      if (!machine) return { region, state: "disabled", address: "-", health: "-" };
      const [state, health] = await Promise.all([
        stacks ? stateOf(stacks.get(stack)) : "enabled",
        healthOfRegion(stack, machine.address),
      ]);
      return { region, state, address: machine.address, health };
    }),
  );
}

async function stateOf(stack: Stack | undefined): Promise<string> {
  const [last] = (await stack?.history(1)) ?? [];
  if (!last) return "enabled, not deployed";
  return `${last.kind} ${last.result} ${last.endTime.toISOString().slice(0, 19)}`;
}

/** Of the region whose machine has this address. */
export function healthOfRegion(stack: EdgeStack, address: string): Promise<string> {
  const row = catalog.find(({ node, name }) => node === stack && name === REGION_ENTRY.service);
  const ports = row ? resolveService(row).ports : [];
  const port = ports.find(({ purpose }) => purpose === REGION_ENTRY.purpose)?.external;
  return healthOf(`http://${address}:${String(port)}/health`);
}

/** As its entry answers from outside. */
export async function healthOf(url: string): Promise<string> {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return status === 200 ? "healthy" : `answers ${String(status)}`;
  } catch {
    return "no answer";
  }
}
