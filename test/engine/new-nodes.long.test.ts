/** Two more nodes: a row, a stack file and a line of the packs' table each, and every verb knows them. */
import { afterAll, expect, it } from "@jest/globals";
import { LocalProgram } from "../kit/local-program.ts";
import { newNodes } from "../kit/new-nodes.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

const five = newNodes(program.directory, [
  { name: "thanos2", like: "thanos", address: "100.122.12.60", subnetBase: 112 },
  { name: "oracle2", like: "oracle1", address: "100.96.197.90", subnetBase: 128 },
]);

it("previews all five with all packs, one AI service on the second GPU node", async () => {
  program.change({ ...five, rows: { "adaptive-learning": { node: "thanos2" } } });
  const { code, output, stdout } = await program.bev("preview");
  expect(`${output} code ${String(code)}`).toMatch(/code 0$/);
  const rows = stdout.split("\n").filter((line) => /^\w+ +\d+ enabled/.test(line));
  expect(rows.map((row) => row.split(" ")[0])).toEqual([
    ...["oracle1", "thanos", "starlord", "thanos2", "oracle2"],
  ]);
});

it("refuses an AI service on the other one", async () => {
  program.change({ ...five, rows: { "adaptive-learning": { node: "oracle2" } } });
  const { code, output } = await program.bev("preview", "oracle2");
  expect(output).toContain(
    'oracle2/adaptive-learning/node: must be "thanos" or "thanos2", the nodes with a GPU, got "oracle2"; ' +
      "set it in src/catalog/gpu-ai.ts",
  );
  expect(code).toBe(1);
});
