/** What may be pulled: exact content, and content that runs on the node. */
import type { Fault } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";
import { runsOn } from "./placement.ts";

/** What one registry said of one image, or that none has been asked yet. */
export type LockEntry =
  | { state: "unresolved" }
  | {
      state: "resolved";
      /** `sha256:` and 64 hex digits, as the registry answered. */
      digest: string;
      /** `linux/amd64`, `linux/arm64`, … */
      platforms: string[];
      /** Where it was found, when that is not the image's own repository. */
      repository?: string;
    };

/** By `repository:tag`. */
export type ImageLock = Record<string, LockEntry>;

/** Exact: a tag other than `latest`, and a whole digest. */
export function isPinned(reference: string): boolean {
  return /^[^@\s]+:(?!latest@)[\w.-]+@sha256:[0-9a-f]{64}$/.test(reference);
}

/**
 * Without a digest may stand only what the lock knows to have none yet: an update of it is refused by
 * the program itself. An image of BEV's own stands in the lock without its registry.
 */
export function pinFindings(reference: string | null | undefined, lock: ImageLock): Finding[] {
  const image = reference ?? "";
  const own = /\/(bev\/[^/]+)$/.exec(image)?.[1];
  const isAwaited = [image, own].some((key) => key && lock[key]?.state === "unresolved");
  if (isPinned(image) || (isAwaited && !/:latest$/i.test(image))) return [];
  return [finding("image", "name:tag@sha256:<64 hex>, a tag other than latest", reference)];
}

export interface LockedImage {
  repository: string;
  tag: string;
  own: boolean;
}

export function lockKey({ repository, tag }: LockedImage): string {
  return `${repository}:${tag}`;
}

/** The literal that a container runs; without a digest while no registry has confirmed one. */
export function imageReference(image: LockedImage, lock: ImageLock, registry: string): string {
  const entry = lock[lockKey(image)];
  const home = image.own ? `${registry}/${image.repository}` : image.repository;
  if (entry?.state !== "resolved") return `${home}:${image.tag}`;
  return `${entry.repository ?? home}:${image.tag}@${entry.digest}`;
}

export function isUnresolved(image: LockedImage, lock: ImageLock): boolean {
  return lock[lockKey(image)]?.state !== "resolved";
}

/** Each image is listed in the lock and, once resolved, built for the node's processor. */
export function imageFaults(
  services: readonly { name: string; node: string; image: LockedImage }[],
  lock: ImageLock,
  architecture: string,
): Fault[] {
  return services.flatMap(({ name, node, image }) => {
    const key = lockKey(image);
    const entry = lock[key];
    const path = `${node}/${name}/image`;
    if (!entry) {
      return [
        {
          path,
          problem: `must be in the image lock, ${key} is not`,
          fix: "run npx bev images lock",
        },
      ];
    }
    if (entry.state === "unresolved" || runsOn(entry.platforms, architecture)) return [];
    return [
      {
        path,
        problem: `must be built for linux/${architecture}, ${key} is for ${entry.platforms.join(", ")}`,
        fix: "choose another tag or image in src/catalog/images.ts, then run npx bev images lock",
      },
    ];
  });
}
