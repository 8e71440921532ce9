/**
 * `npm run bench`: what the policy packs cost, as a share of the time that the same resources take in
 * plain flat Pulumi without packs. All times are of one run on one machine, taken in turns.
 */
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { productionPacks } from "../../operations/update/packs.ts";
import { root } from "../../src/lib/paths.ts";
import { chosenStacks } from "../../operations/stacks.ts";
import { openStacks, previewWorkspace, pulumiCommand } from "../../operations/workspace.ts";
import { nameOf } from "../../src/lib/resources.ts";
import { rules } from "../../policies/rules.ts";

const STACK = "thanos";
const ROUNDS = 7;

interface Planned {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-bench-"));
try {
  const stack = (await openStacks(previewWorkspace(), chosenStacks([]))).get(STACK);
  if (!stack) throw new Error(`no stack ${STACK}`);
  const resources = await plan(stack);
  const flat = await flatStack(resources);
  const took = { flat: [] as number[], without: [] as number[], packs: [] as number[] };
  for (let round = 1; round <= ROUNDS; round++) {
    took.flat.push(await seconds(() => flat.preview({ color: "never" })));
    took.without.push(await seconds(() => stack.preview({ color: "never" })));
    took.packs.push(await seconds(() => stack.preview({ color: "never", ...productionPacks })));
    console.error(`round ${String(round)} of ${String(ROUNDS)}`);
  }
  const [plain, program, judged] = [took.flat, took.without, took.packs].map(median) as [
    ...[number, number, number],
  ];
  console.log(`${STACK}: ${String(resources.length)} resources, ${String(rules.length)} rules
plain flat Pulumi, no packs   ${plain.toFixed(2)} s
this program, no packs        ${program.toFixed(2)} s
this program, all packs       ${judged.toFixed(2)} s
the packs cost ${(((judged - program) / plain) * 100).toFixed(0)} % of plain flat Pulumi (medians of ${String(ROUNDS)})`);
} finally {
  rmSync(directory, { recursive: true });
}

/** The resources that plugins make, as a preview plans them. */
async function plan(stack: Stack): Promise<Planned[]> {
  const planned: Planned[] = [];
  await stack.preview({
    onEvent({ resourcePreEvent }) {
      const next = resourcePreEvent?.metadata.new;
      if (!next || !/^(docker|command|random):/.test(next.type)) return;
      planned.push({
        type: next.type,
        name: nameOf(next.urn),
        inputs: next.inputs,
      });
    },
  });
  return planned;
}

async function flatStack(resources: readonly Planned[]): Promise<Stack> {
  cpSync(path.join(import.meta.dirname, "flat"), directory, { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
  const list = path.join(directory, "resources.json");
  writeFileSync(list, JSON.stringify({ host: `ssh://${STACK}`, resources }));
  return LocalWorkspace.createStack(
    { stackName: STACK, workDir: directory },
    {
      pulumiCommand: await pulumiCommand(),
      envVars: {
        BEV_FLAT_RESOURCES: list,
        PULUMI_BACKEND_URL: `file://${directory}`,
        PULUMI_CONFIG_PASSPHRASE: "bench",
      },
    },
  );
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
