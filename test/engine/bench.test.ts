/** `npm run bench` at its smallest: it measures, and prints the ratios that docs/performance.md quotes. */
import { expect, it } from "@jest/globals";
import { root, run } from "../kit/engine.ts";

it("prints ratios of this program to plain flat Pulumi, by processor seconds and by the clock", async () => {
  const args = ["test/bench/main.ts", "services", "--rounds", "1", "--services", "2"];
  const { code, output } = await run(process.execPath, args, { cwd: root });
  expect(`${output}\ncode ${String(code)}`).toMatch(/code 0$/);
  const figure = String.raw`\d+\.\d\d`;
  const ratios = `program / flat ${figure}, packs / flat -?${figure}, program with packs / flat with packs ${figure}`;
  expect(output).toMatch(
    new RegExp(`^ratios, processor: ${ratios}\nratios, clock: ${ratios}$`, "m"),
  );
  expect(output).toMatch(/program, packs: engine .*, packs .*, plugins .*, program /);
});

it("refuses a part that it does not know", async () => {
  const { code, output } = await run(process.execPath, ["test/bench/main.ts", "nodes"], {
    cwd: root,
  });
  expect(output).toContain("bench: must be some of node, services, up, got nodes");
  expect(code).toBe(1);
});
