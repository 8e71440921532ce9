/** Builds an image of Debian packages, once for each content: mmdebstrap, then docker import. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { ImageSpec } from "../../src/catalog/images.ts";
import { hashOf } from "../../src/lib/hash.ts";
import { withLock } from "../../toolchain/lock.mjs";
import { cacheDirectory } from "../../toolchain/paths.mjs";
import { capture } from "../../operations/command.ts";
import { buildProgram, goHash } from "./go.ts";
import { copyJars } from "./jars.ts";
import { debianMirror } from "./mirror.ts";
import { recipes, SUITE } from "./recipes.ts";
import type { Recipe } from "./recipes.ts";

/** What to build, and the image of the catalogue that it stands for. */
export interface Plan {
  name: string;
  image: ImageSpec;
  /** Of all that it is made of; a label of the image. */
  hash: string;
  /** In the cache; absent until it is made. */
  archive: string;
  /** Makes it in the folder `work` and says where. */
  make: (work: string, report: (detail: string) => void) => Promise<string>;
  /** What `docker import --change` takes, one instruction each. */
  config: string[];
}

interface RecipePlan {
  name: string;
  image: ImageSpec;
  recipe: Recipe;
}

/** Undefined for an image without a recipe. */
export function planRecipe(name: string, image: ImageSpec): Plan | undefined {
  const recipe = recipes[name];
  if (!recipe) return undefined;
  const hash = recipeHash(name, image, recipe);
  return {
    name,
    image,
    hash,
    archive: archiveFile(name, hash),
    make: (work, report) => build({ name, image, recipe }, work, report),
    config: recipe.config,
  };
}

export function archiveFile(name: string, hash: string): string {
  return path.join(cacheDirectory, "images", `${name}-${hash}.tar`);
}

/** Its value is the hash of the plan that an image was made by. */
export const RECIPE_LABEL = "bev.recipe";

export function referenceIn(registry: string, { image }: Plan): string {
  return `${registry}/${image.repository}:${image.tag}`;
}

/** The loaded image's reference in the registry; built and imported if the Engine lacks it. */
export async function ensureImage(
  plan: Plan,
  registry: string,
  report: (detail: string) => void,
): Promise<string> {
  const { image, hash, archive } = plan;
  const reference = referenceIn(registry, plan);
  if ((await importedHash(reference)) === hash) return reference;
  await ensureArchive(plan, report);
  report("importing");
  const changes = [
    `USER ${image.user}`,
    ...image.volumePaths.map((volume) => `VOLUME ${volume}`),
    ...plan.config,
    `LABEL ${RECIPE_LABEL}=${hash}`,
  ];
  await capture("docker", [
    "import",
    ...changes.flatMap((change) => ["--change", change]),
    archive,
    reference,
  ]);
  return reference;
}

/** Builds it if the cache lacks it; an interrupted build leaves nothing that looks complete. */
export async function ensureArchive(
  { archive, make }: Plan,
  report: (detail: string) => void,
): Promise<void> {
  if (existsSync(archive)) return;
  await withLock(`${archive}.lock`, async () => {
    if (existsSync(archive)) return;
    const work = mkdtempSync(`${archive}-`);
    try {
      renameSync(await make(work, report), archive);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/** Counts up when this file makes another image of the same recipe. */
const BUILD = 2;

function recipeHash(name: string, { user, volumePaths }: ImageSpec, recipe: Recipe): string {
  const files = Object.keys(recipe.files ?? {}).map((file) =>
    readFileSync(source(name, file), "utf8"),
  );
  const program = recipe.go && goHash(name, recipe.go);
  return hashOf({ BUILD, SUITE, recipe, files, program, user, volumePaths });
}

async function importedHash(reference: string): Promise<string | undefined> {
  const format = `{{index .Config.Labels "${RECIPE_LABEL}"}}`;
  return capture("docker", ["image", "inspect", "--format", format, reference]).catch(
    () => undefined,
  );
}

async function build(
  { name, image, recipe }: RecipePlan,
  work: string,
  report: (detail: string) => void,
): Promise<string> {
  const archive = path.join(work, "image.tar");
  const program = recipe.go && (await buildProgram(name, recipe.go, report));
  if (recipe.jars) {
    report("fetching Java libraries");
    await copyJars(recipe.jars.artifacts, path.join(work, "jars"));
  }
  report("installing packages");
  const options = installation({ name, image, recipe }, work, program);
  // Debian's own programs: it starts Python for each package, which a version manager's wrapper makes slow.
  const env = { ...process.env, PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  await capture("mmdebstrap", [...options, archive, debianMirror()], { env });
  return archive;
}

/** Options of mmdebstrap; `$1` in a hook is the new root. */
function installation(
  { name, image, recipe }: RecipePlan,
  work: string,
  goProgram: string | undefined,
): string[] {
  const before = Object.entries(recipe.before ?? {}).map(
    ([file, content]) =>
      `--essential-hook=mkdir -p "$1${path.dirname(file)}" && printf '${content.replace("\n", "\\n")}' > "$1${file}"`,
  );
  const folders = image.volumePaths.map(
    (folder) => `mkdir -p ${folder} && chown ${image.user} ${folder}`,
  );
  const uploads = Object.entries(recipe.files ?? {}).flatMap(([file, target]) => [
    `--customize-hook=upload ${source(name, file)} ${target}`,
    `--customize-hook=chmod 755 "$1${target}"`,
  ]);
  const jars = recipe.jars
    ? [
        `--customize-hook=mkdir -p "$1${recipe.jars.target}"`,
        `--customize-hook=sync-in ${path.join(work, "jars")} ${recipe.jars.target}`,
      ]
    : [];
  const program =
    recipe.go && goProgram
      ? [
          `--customize-hook=upload ${goProgram} ${recipe.go.target}`,
          `--customize-hook=chmod 755 "$1${recipe.go.target}"`,
        ]
      : [];
  return [
    "--variant=essential",
    `--include=${recipe.packages.join(",")}`,
    ...["doc", "man", "locale", "info"].map(
      (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
    ),
    ...["force-confold", "force-unsafe-io"].map((option) => `--dpkgopt=${option}`),
    ...before,
    ...[...folders, ...(recipe.setup ?? [])].map(
      (command) => `--customize-hook=chroot "$1" sh -c '${command}'`,
    ),
    ...uploads,
    ...jars,
    ...program,
    SUITE,
  ];
}

function source(name: string, file: string): string {
  return path.join(import.meta.dirname, name, file);
}
