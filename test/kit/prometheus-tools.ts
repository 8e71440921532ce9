/** promtool and amtool, of the Debian packages that the lab's images are made of. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { images } from "../../src/catalog/images.ts";
import { ensureArchive, planRecipe } from "../../lab/images/build.ts";
import type { Plan } from "../../lab/images/build.ts";
import { install } from "../../toolchain/install.mjs";
import { cacheDirectory } from "../../toolchain/paths.mjs";
import { requirePrograms } from "./layer.ts";

/** By tool: the image whose packages have it. */
const IMAGES = { promtool: "prometheus", amtool: "alertmanager" } as const;
export type PrometheusTool = keyof typeof IMAGES;
export const prometheusTools = Object.keys(IMAGES) as PrometheusTool[];

/** The program's file, once `ensureTool` has put it there. */
export function toolFile(tool: PrometheusTool): string {
  return path.join(cacheDirectory, `${tool}-${planOf(tool).hash}`, tool);
}

/** @throws Error with one line where the package cannot be had */
export async function ensureTool(
  tool: PrometheusTool,
  report: (detail: string) => void = () => undefined,
): Promise<void> {
  const file = toolFile(tool);
  if (existsSync(file)) return;
  const plan = planOf(tool);
  if (!existsSync(plan.archive)) requirePrograms({ mmdebstrap: "mmdebstrap" });
  await ensureArchive(plan, report);
  await install(path.dirname(file), (folder) => {
    const options = ["--extract", "--file", plan.archive, "--directory", folder];
    execFileSync("tar", [...options, "--strip-components=3", `./usr/bin/${tool}`]);
  });
}

function planOf(tool: PrometheusTool): Plan {
  const name = IMAGES[tool];
  const plan = planRecipe(name, images[name]);
  if (!plan) throw new Error(`${name}: must have a recipe in lab/images/recipes.ts, has none`);
  return plan;
}
