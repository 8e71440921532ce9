/** promtool and amtool, of the Debian packages that the lab's images are made of. */
import { execFileSync, spawnSync } from "node:child_process";
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

/** Alertmanager itself, with what it reads of its image: the folder is the root of all of it. */
export async function extractAlertmanager(folder: string): Promise<void> {
  await ensureTool("amtool");
  const { archive } = planOf("amtool");
  const parts = ["bin/prometheus-alertmanager", "share/prometheus", "lib/*/libc.so*"];
  const loader = [
    "./lib64",
    "./lib",
    "./usr/lib64",
    "./usr/lib/*/ld-linux*",
    "./usr/lib/ld-linux*",
  ];
  // What another processor's image does not have is no failure: without it nothing would start.
  spawnSync(
    "tar",
    [
      "--extract",
      "--file",
      archive,
      "--directory",
      folder,
      "--wildcards",
      "--no-wildcards-match-slash",
    ].concat(
      parts.map((part) => `./usr/${part}`),
      loader,
    ),
  );
}

function planOf(tool: PrometheusTool): Plan {
  const name = IMAGES[tool];
  const plan = planRecipe(name, images[name]);
  if (!plan) throw new Error(`${name}: must have a recipe in lab/images/recipes.ts, has none`);
  return plan;
}
