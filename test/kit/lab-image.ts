/** Images of the lab under names of the tests' own, for containers that belong to no stack. */
import { ensureArchive, planRecipe } from "../../lab/images/build.ts";
import type { Plan } from "../../lab/images/build.ts";
import { capture } from "../../operations/command.ts";
import { images } from "../../src/catalog/images.ts";
import type { ImageName } from "../../src/catalog/images.ts";
import { exists } from "./docker-engine.ts";

export function planOf(name: ImageName): Plan {
  const plan = planRecipe(name, images[name]);
  if (!plan) throw new Error(`${name}: there is no recipe for its image`);
  return plan;
}

/**
 * The reference of it, on the Engine. It lacks the lab's label: `bev down` removes every image that has it, and fails
 * while one of them runs.
 */
export async function ensureLabImage(name: ImageName): Promise<string> {
  const plan = planOf(name);
  const reference = `bev-test/${name.toLowerCase()}:${plan.hash}`;
  if (await exists("image", reference)) return reference;
  await ensureArchive(plan, () => undefined);
  const changes = [`USER ${plan.image.user}`, ...plan.config];
  await capture("docker", [
    "import",
    ...changes.flatMap((change) => ["--change", change]),
    ...[plan.archive, reference],
  ]);
  return reference;
}
