/** The image lock: what registries said of the catalogue's images. */
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { lockKey } from "../../src/rules/images.ts";
import type { ImageLock, LockEntry, LockedImage } from "../../src/rules/images.ts";
import { writeWhole } from "../whole-file.ts";
import { resolveImage, Unresolvable } from "./registry.ts";

export interface LockResult {
  lock: ImageLock;
  /** By lock key: why a registry could not say. */
  unresolved: Map<string, string>;
}

export interface Sources {
  /** Holds BEV's own images. */
  registry: string;
  /** Holds copies of all images under their own names; asked instead of their registries. */
  mirror?: string | undefined;
}

/** Every image of the catalogue, disabled services included, by lock key. */
export function catalogImages(): LockedImage[] {
  const images = new Map(
    catalog.map((row) => resolveService(row).image).map((image) => [lockKey(image), image]),
  );
  return [...images.values()].sort((a, b) => (lockKey(a) < lockKey(b) ? -1 : 1));
}

/** An entry for each image, without asking anybody. */
export function knownEntries(images: readonly LockedImage[], known: ImageLock): ImageLock {
  return Object.fromEntries(images.map(lockKey).map((key) => [key, known[key] ?? UNRESOLVED]));
}

const UNRESOLVED: LockEntry = { state: "unresolved" };

/** What cannot be asked stays as it was known; it never becomes a guess. */
export async function resolveLock(
  images: readonly LockedImage[],
  sources: Sources,
  known: ImageLock,
): Promise<LockResult> {
  const unresolved = new Map<string, string>();
  const entries = await Promise.all(
    images.map(async (image): Promise<[string, LockEntry]> => {
      const key = lockKey(image);
      try {
        return [key, await resolveEntry(image, sources)];
      } catch (error) {
        if (!(error instanceof Unresolvable)) throw error;
        unresolved.set(key, error.message);
        return [key, known[key] ?? UNRESOLVED];
      }
    }),
  );
  return { lock: Object.fromEntries(entries), unresolved };
}

async function resolveEntry(image: LockedImage, sources: Sources): Promise<LockEntry> {
  const home = image.own ? `${sources.registry}/${image.repository}` : image.repository;
  const repository = sources.mirror ? `${sources.mirror}/${image.repository}` : home;
  const { digest, platforms } = await resolveImage(repository, image.tag);
  return { state: "resolved", digest, platforms, ...(sources.mirror && { repository }) };
}

export function writeLock(file: string, lock: ImageLock): void {
  writeWhole(file, `${JSON.stringify(lock, null, 2)}\n`);
}
