/** A program of an image, to be run without a container: for tests that talk to one server alone. */
import { existsSync, mkdtempSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { images } from "../../src/catalog/images.ts";
import { capture } from "../command.ts";
import { ensureArchive, planRecipe } from "./build.ts";
import type { Plan } from "./build.ts";
import { recipes } from "./recipes.ts";

type Name = keyof typeof images;

/** Whether the image was built already, so that its program is at hand within seconds. */
export function hasProgram(name: Name): boolean {
  return existsSync(planOf(name).archive);
}

/**
 * The path of the image's Go program, in the cache beside the image that it came from.
 * @throws CliError where the image neither is there nor can be built
 */
export async function ensureProgram(name: Name): Promise<string> {
  const plan = planOf(name);
  const target = recipes[name]?.go?.target;
  if (target === undefined) throw new Error(`${name}: its recipe has no Go program`);
  const program = plan.archive.replace(/\.tar$/, ".program");
  if (existsSync(program)) return program;
  await ensureArchive(plan, () => undefined);
  mkdirSync(path.dirname(program), { recursive: true });
  const work = mkdtempSync(`${program}-`);
  try {
    await capture("tar", ["--extract", "--file", plan.archive, "--directory", work, `.${target}`]);
    renameSync(path.join(work, target), program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}

function planOf(name: Name): Plan {
  const plan = planRecipe(name, images[name]);
  if (!plan) throw new Error(`${name}: there is no recipe for its image`);
  return plan;
}
