/** `bev images lock`: asks the registries for the digest and platforms of every image. */
import { Command } from "commander";
import { existsSync } from "node:fs";
import { readImageLock } from "../src/stack/config/image-lock.ts";
import { UserError } from "../src/lib/error.ts";
import { shown } from "../src/lib/faults.ts";
import { isRegistry } from "../src/rules/addresses.ts";
import {
  catalogImages,
  knownEntries,
  resolveLock,
  writeLock,
} from "../operations/images/image-lock.ts";
import { lockFile } from "../src/lib/paths.ts";
import { trackedSettings } from "../operations/project.ts";
import { allStacks } from "../operations/stacks.ts";

export function imagesCommand(): Command {
  return new Command("images")
    .description("the images that containers run")
    .addCommand(
      new Command("lock")
        .description("write images.lock.json: what the registries say of every image")
        .option("--mirror <registry>", "a registry with copies of all images, asked for each")
        .option("--offline", "ask no registry: keep what is known, enter new images as unresolved")
        .action(lock),
    );
}

async function lock({ mirror, offline }: { mirror?: string; offline?: true }): Promise<void> {
  if (mirror !== undefined && !isRegistry(mirror)) {
    throw new UserError(
      `--mirror: must be a registry, such as registry.example.org:5000, got ${shown(mirror)}; name one without https://`,
    );
  }
  const images = catalogImages();
  const known = existsSync(lockFile) ? readImageLock(lockFile) : {};
  if (offline) {
    writeLock(lockFile, knownEntries(images, known));
    console.log(`${String(images.length)} images in images.lock.json, no registry was asked`);
    return;
  }
  const result = await resolveLock(images, { registry: ownRegistry(), mirror }, known);
  writeLock(lockFile, result.lock);
  for (const [key, reason] of result.unresolved) console.error(`${key}: ${reason}`);
  const resolved = images.length - result.unresolved.size;
  console.log(
    `${String(resolved)} of ${String(images.length)} images confirmed in images.lock.json`,
  );
  if (result.unresolved.size > 0) process.exitCode = 1;
}

function ownRegistry(): string {
  const registries = new Set(allStacks().map((name) => trackedSettings(name)["bev:registry"]));
  const [registry] = registries;
  if (registries.size === 1 && typeof registry === "string") return registry;
  throw new UserError(
    `bev:registry: must be the same in every stack file, got ${[...registries].map(String).join(", ")}; ` +
      "set it with pulumi config set bev:registry <registry> --stack <stack>",
  );
}
