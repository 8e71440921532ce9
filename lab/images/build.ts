/** Builds an image of Debian packages, once for each content: mmdebstrap, then docker import. */
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { CliError } from "../../cli/error.ts";
import { images } from "../../src/catalog/images.ts";
import { hashOf } from "../../src/lib/hash.ts";
import { capture } from "../command.ts";
import { debianMirror } from "./mirror.ts";
import { recipes, SUITE } from "./recipes.ts";
import type { Recipe } from "./recipes.ts";

const cache = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "bev");

/** The loaded image's reference in the registry; built and imported if the Engine has not got it. */
export async function ensureImage(
  name: keyof typeof recipes,
  registry: string,
  report: (detail: string) => void,
): Promise<string> {
  const recipe = recipes[name];
  if (!recipe) {
    throw new CliError(
      `${name}: no image of Debian packages stands for it; choose other services with --only`,
    );
  }
  const { repository, tag } = images[name];
  const reference = `${registry}/${repository}:${tag}`;
  const hash = recipeHash(recipe);
  if ((await importedHash(reference)) === hash) return reference;
  const archive = path.join(cache, "images", `${name}-${hash}.tar`);
  if (!existsSync(archive)) {
    report("installing Debian packages");
    await debootstrap(recipe, archive);
  }
  report("importing");
  const changes = [...recipe.config, `LABEL bev.recipe=${hash}`];
  await capture("docker", [
    "import",
    ...changes.flatMap((change) => ["--change", change]),
    archive,
    reference,
  ]);
  return reference;
}

/** Counts up when this file makes another image of the same recipe. */
const BUILD = 1;

function recipeHash(recipe: Recipe): string {
  const files = Object.keys(recipe.files).map((file) => readFileSync(source(recipe, file), "utf8"));
  return hashOf({ BUILD, SUITE, recipe, files });
}

async function importedHash(reference: string): Promise<string | undefined> {
  const format = '{{index .Config.Labels "bev.recipe"}}';
  return capture("docker", ["image", "inspect", "--format", format, reference]).catch(
    () => undefined,
  );
}

async function debootstrap(recipe: Recipe, archive: string): Promise<void> {
  mkdirSync(path.dirname(archive), { recursive: true });
  const partial = `${archive}.partial-${String(process.pid)}.tar`;
  const before = Object.entries(recipe.before ?? {}).map(
    ([file, content]) =>
      `--essential-hook=mkdir -p "$1${path.dirname(file)}" && printf '${content.replace("\n", "\\n")}' > "$1${file}"`,
  );
  const uploads = Object.entries(recipe.files).flatMap(([file, target]) => [
    `--customize-hook=upload ${source(recipe, file)} ${target}`,
    `--customize-hook=chmod 755 "$1${target}"`,
  ]);
  await capture("mmdebstrap", [
    "--variant=essential",
    `--include=${recipe.packages.join(",")}`,
    ...["doc", "man", "locale", "info"].map(
      (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
    ),
    "--dpkgopt=force-confold",
    ...before,
    ...recipe.setup.map((command) => `--customize-hook=chroot "$1" sh -c '${command}'`),
    ...uploads,
    SUITE,
    partial,
    debianMirror(),
  ]);
  renameSync(partial, archive);
}

function source(recipe: Recipe, file: string): string {
  return path.join(import.meta.dirname, recipe.image, file);
}
