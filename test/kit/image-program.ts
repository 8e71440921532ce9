/** Builds the Go program of an image to run it without a container, in tests that need that one server. */
import { existsSync } from "node:fs";
import { buildProgram, programFileOf } from "../../lab/images/go.ts";
import { recipes } from "../../lab/images/recipes.ts";
import type { Recipe } from "../../lab/images/recipes.ts";

export function hasProgram(name: string): boolean {
  return existsSync(programFileOf(name, recipeOf(name)));
}

/**
 * The path of the program, in the cache; the image itself is not needed.
 * @throws UserError where it neither is there nor can be built
 */
export async function ensureProgram(
  name: string,
  report: (detail: string) => void = () => undefined,
): Promise<string> {
  return buildProgram(name, recipeOf(name), report);
}

function recipeOf(name: string): NonNullable<Recipe["go"]> {
  const recipe = recipes[name]?.go;
  if (!recipe) throw new Error(`${name}: its recipe has no Go program`);
  return recipe;
}
