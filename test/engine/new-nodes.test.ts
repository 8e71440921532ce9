/** Two more nodes: a row, a stack file and a line of the packs' table each, and every verb knows them. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { Machine } from "../../policies/kit/site.ts";
import { nodes } from "../../src/catalog/nodes.ts";
import type { NodeSpec } from "../../src/catalog/nodes.ts";
import { productionSite } from "../../policies/kit/site.ts";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

/** As a former one, elsewhere. */
const newNodes: Record<string, NodeSpec> = {
  thanos2: { ...nodes.thanos, address: "100.122.12.60", subnetBase: 112 },
  oracle2: { ...nodes.oracle1, address: "100.96.197.90", subnetBase: 128 },
};

beforeAll(() => {
  const machines: Record<string, Machine> = {};
  for (const [name, like] of [
    ["thanos2", "thanos"],
    ["oracle2", "oracle1"],
  ] as const) {
    const { address } = newNodes[name] as NodeSpec;
    const known = productionSite[like] as Machine;
    const { memory, cpu, gpu } = known.capacity;
    machines[name] = { ...known, host: `ssh://${name}`, address };
    const config = {
      "pulumi:disable-default-providers": ["docker", "vault"],
      "bev:registry": "registry.bev.internal",
      "bev:node": {
        ...{ host: `ssh://${name}`, address, architecture: known.architecture },
        capacity: { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu },
      },
    };
    writeFileSync(path.join(program.directory, `Pulumi.${name}.yaml`), stringify({ config }));
  }
  program.change({ newNodes, machines, rows: { "adaptive-learning": { node: "thanos2" } } });
});

it("previews all five with all packs, one AI service on the second GPU node", async () => {
  const { code, output, stdout } = await program.bev("preview");
  expect(`${output} code ${String(code)}`).toMatch(/code 0$/);
  const rows = stdout.split("\n").filter((line) => /^\w+ +\d+ enabled/.test(line));
  expect(rows.map((row) => row.split(" ")[0])).toEqual([
    ...["oracle1", "thanos", "starlord", "thanos2", "oracle2"],
  ]);
});

it("refuses an AI service on the other one", async () => {
  program.change({ newNodes, rows: { "adaptive-learning": { node: "oracle2" } } });
  const { code, output } = await program.bev("preview", "oracle2");
  expect(output).toContain(
    'oracle2/adaptive-learning/node: must be "thanos" or "thanos2", the nodes with a GPU, got "oracle2"; ' +
      "set it in src/catalog/gpu-ai.ts",
  );
  expect(code).toBe(1);
});
