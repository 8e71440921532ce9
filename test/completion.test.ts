/** `bev completion`: what a shell is told. */
import { expect, it } from "@jest/globals";
import { answered, root, run } from "./kit/engine.ts";

const bev = async (...args: string[]) =>
  (await answered(run(process.execPath, ["cli/main.ts", ...args], { cwd: root }))).stdout;

it.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
  expect(await bev("completion", shell)).toContain("bev complete");
});

it("completes verbs", async () => {
  expect(await bev("complete", "--", "rotat")).toMatch(/^rotate\t/);
});

it("completes a verb's options", async () => {
  expect(await bev("complete", "--", "drift", "--")).toContain("--json\t");
});
