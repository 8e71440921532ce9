/** What a command loads: one about production has nothing of the lab, and none what Pulumi's SDK never calls. */
import { expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, run } from "./kit/engine.ts";

const preload = pathToFileURL(path.join(root, "test", "kit", "loaded-modules.mjs")).href;

/** Files of this repository, from its root. */
async function loadedBy(...args: string[]): Promise<{ code: number; files: string[] }> {
  const list = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-loaded-")), "loaded");
  const env = {
    BEV_TEST_LOADED: list,
    NODE_OPTIONS: `--import=${preload}`,
    PULUMI_BACKEND_URL: "",
  };
  const { code } = await run(process.execPath, ["cli/main.ts", ...args], { cwd: root, env });
  const prefix = `${pathToFileURL(root).href}/`;
  const urls = readFileSync(list, "utf8").split("\n");
  return {
    code,
    files: urls.flatMap((url) => (url.startsWith(prefix) ? url.slice(prefix.length) : [])),
  };
}

const ofLab = (file: string): boolean => file.startsWith("lab/") || file.startsWith("cli/lab/");
/** With which the SDK writes functions as text: half a second of each start. */
const isUnused = (file: string): boolean => /^node_modules\/(typescript|@npmcli)\//.test(file);

it.each(["up", "drift", "status", "verify", "repair"])(
  "bev %s in production loads no lab and no compiler",
  async (verb) => {
    const { code, files } = await loadedBy(
      verb,
      "thanos",
      ...(verb === "up" ? ["--stand-ins"] : []),
    );
    expect(code).toBe(1);
    expect(files).toContain(`cli/${verb}.ts`);
    expect(files.filter((file) => ofLab(file) || isUnused(file))).toEqual([]);
  },
);

it("bev lab hosts status loads it", async () => {
  const { files } = await loadedBy("lab", "hosts", "status");
  expect(files).toContain("lab/hosts.ts");
});
