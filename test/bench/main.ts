/**
 * `npm run bench`: what a preview takes beside the same resources in plain flat Pulumi, and how that grows.
 * A ratio is of one run on one machine, in turns. Processor seconds count on a machine that others use too.
 *
 * Without names: node and services. `up` needs Docker, and docker-compose beside it.
 *
 *   npm run bench -- [node] [services] [up] [--rounds 5] [--services 100,1000,5000] [--containers 60]
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { trackedSettings } from "../../operations/project.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { comparePreviews } from "./previews.ts";
import type { Previews } from "./previews.ts";
import { growthText, previewsText, updatesText } from "./report.ts";
import { compareUpdates } from "./updates.ts";
import { roomyMachine, roomySettings, syntheticRows } from "./synthetic.ts";

/** The one with the most resources. */
const NODE: NodeName = "thanos";

const parts: Record<string, (directory: string, options: Options) => Promise<void>> = {
  node: previewNode,
  services: previewServices,
  up: updateContainers,
};

interface Options {
  rounds: number;
  services: readonly number[];
  containers: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    services: { type: "string", default: "100,1000,5000" },
    containers: { type: "string", default: "60" },
  },
});
const unknown = positionals.find((name) => !(name in parts));
if (unknown !== undefined) {
  throw new Error(`bench: must be some of ${Object.keys(parts).join(", ")}, got ${unknown}`);
}
const options = {
  rounds: Number(values.rounds),
  services: values.services.split(",").map(Number),
  containers: Number(values.containers),
};
const chosen = positionals.length > 0 ? positionals : ["node", "services"];
for (const [name, run] of Object.entries(parts)) {
  if (!chosen.includes(name)) continue;
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-bench-"));
  try {
    await run(directory, options);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function previewNode(directory: string, { rounds }: Options): Promise<void> {
  console.log(previewsText(NODE, await comparePreviews(directory, { node: NODE }, rounds)));
}

async function updateContainers(directory: string, { containers }: Options): Promise<void> {
  console.log(updatesText(await compareUpdates(directory, containers)));
}

/** More than 1,000 once: a round of 5,000 takes minutes. */
async function previewServices(directory: string, { rounds, services }: Options): Promise<void> {
  let smaller: Previews | undefined;
  for (const count of services) {
    const previews = await comparePreviews(
      path.join(directory, String(count)),
      {
        node: NODE,
        settings: roomySettings(trackedSettings(NODE), NODE),
        changes: { added: syntheticRows(NODE, count), machines: roomyMachine(NODE) },
      },
      count > 1000 ? 1 : rounds,
    );
    console.log(previewsText(`${String(count)} synthetic services`, previews));
    if (smaller) console.log(growthText(smaller, previews));
    smaller = previews;
  }
}
