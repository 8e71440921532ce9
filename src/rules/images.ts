/** What may be pulled: exact content, and content that runs on the node. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";
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
function isPinned(reference: string): boolean {
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

/** `repository`, `tag` and `digest` of a reference such as `redis:8.0@sha256:…`. */
function parsed(reference: string) {
  const [, repository = "", tag, digest] =
    /^(.+?)(?::(\w[\w.-]*))?(?:@(.+))?$/s.exec(reference) ?? [];
  return { repository, tag, digest };
}

/**
 * A container's image is built for the processor of its node, as far as the lock knows it: by digest,
 * else by tag. One that the lock does not know at all could be anything. A former version of a known
 * one is not judged, so that a service may be held back on it.
 */
export function platformFindings(
  { image, platform }: ContainerInputs,
  lock: ImageLock,
  architecture: string | undefined,
): Finding[] {
  if (architecture === undefined) return [];
  const needed = `linux/${architecture}`;
  const { repository, tag, digest } = parsed(image ?? "");
  const known = Object.entries(lock).filter(([key, entry]) => isOf(repository, key, entry));
  const entry =
    Object.values(lock).find((one) => one.state === "resolved" && one.digest === digest) ??
    known.find(([key]) => tag !== undefined && key.endsWith(`:${tag}`))?.[1];
  const findings: Finding[] = [];
  if (entry?.state === "resolved" && !runsOn(entry.platforms, architecture)) {
    const problem = `must be built for ${needed}, ${image ?? ""} is for ${entry.platforms.join(", ")}`;
    findings.push({ at: "image", problem });
  } else if (!entry && known.length === 0) {
    const problem = `must be in the image lock, ${shown(image ?? undefined)} is not`;
    findings.push({ at: "image", problem, fix: "run npx bev images lock" });
  }
  if (platform && !runsOn([platform.toLowerCase()], architecture)) {
    findings.push({ at: "platform", problem: `must be ${needed}, got ${shown(platform)}` });
  }
  return findings;
}

/** Whether a reference's repository is that of an entry: as locked, where it was found, or in a registry. */
function isOf(repository: string, key: string, entry: LockEntry): boolean {
  const { repository: locked } = parsed(key);
  const found = entry.state === "resolved" ? entry.repository : undefined;
  return repository === locked || repository === found || repository.endsWith(`/${locked}`);
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
