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

/** A reference as Docker reads it: what it leaves out is filled in, so that one image has one text. */
interface Reference {
  /** Registry and path: `docker.io/library/redis`. */
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
}

const HUB = ["docker.io", "index.docker.io"];

/** Docker's own rules: a first part with a dot, a port or `localhost` is a registry, else it is the hub's. */
function parsed(reference: string): Reference | undefined {
  const [, name, tag, digest] =
    /^([\w.:/[\]-]+?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference) ?? [];
  if (name === undefined) return undefined;
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const registry = hasRegistry ? first.toLowerCase() : "docker.io";
  const path = hasRegistry ? rest.join("/") : name;
  // Docker refuses capitals in a path, and so they are another one here.
  if (!HUB.includes(registry)) return { repository: `${registry}/${path}`, tag, digest };
  const whole = path.includes("/") ? path : `library/${path}`;
  return { repository: `docker.io/${whole}`, tag, digest };
}

/** An entry of the lock, with where its image is pulled from. */
interface Known extends Reference {
  entry: LockEntry;
}

/** One lock for all containers of a stack: read once. */
const readLocks = new WeakMap<ImageLock, Map<string, readonly Known[]>>();

function knownImages(lock: ImageLock, registry: string): readonly Known[] {
  const byRegistry = readLocks.get(lock) ?? new Map<string, readonly Known[]>();
  readLocks.set(lock, byRegistry);
  const known = byRegistry.get(registry) ?? readLock(lock, registry);
  byRegistry.set(registry, known);
  return known;
}

/** The lock as references: BEV's own images stand in it without their registry. */
function readLock(lock: ImageLock, registry: string): Known[] {
  return Object.entries(lock).flatMap(([key, entry]) => {
    const { repository: locked, tag } = split(key);
    const found = entry.state === "resolved" ? entry.repository : undefined;
    const home = locked.startsWith("bev/") ? `${registry}/${locked}` : locked;
    const known = parsed(`${found ?? home}:${tag}`);
    const digest = entry.state === "resolved" ? entry.digest : undefined;
    return known ? [{ ...known, digest, entry }] : [];
  });
}

function split(key: string): { repository: string; tag: string } {
  const end = key.lastIndexOf(":");
  return { repository: key.slice(0, end), tag: key.slice(end + 1) };
}

/** What the lock has of the same registry and path. */
function versionsOf(image: Reference | undefined, lock: ImageLock, registry: string): Known[] {
  return knownImages(lock, registry).filter(({ repository }) => repository === image?.repository);
}

/**
 * An image is one of the lock's, from the same registry and path, by tag and digest. Without a digest may
 * stand only what the lock knows to have none yet: the program itself refuses an update of it.
 */
export function pinFindings(
  reference: string | null | undefined,
  lock: ImageLock,
  registry: string,
  at = "image",
): Finding[] {
  const image = parsed(reference ?? "");
  const known = versionsOf(image, lock, registry);
  const isAwaited = known.some(({ tag, entry }) => tag === image?.tag && isAwaiting(entry));
  const isExact = isPinned(reference ?? "") || (isAwaited && image?.digest === undefined);
  if (!image || !isExact || image.tag?.toLowerCase() === "latest") {
    return [finding(at, "name:tag@sha256:<64 hex>, a tag other than latest", reference)];
  }
  if (known.length > 0) return [];
  return [finding(at, "from the registry and path of an image of the lock", reference, LOCK_FIRST)];
}

const LOCK_FIRST = "use an image of src/catalog/images.ts, then run npx bev images lock";

function isAwaiting({ state }: LockEntry): boolean {
  return state === "unresolved";
}

/** What rules read of an image that an Engine is to have. */
export interface ImageInputs {
  name?: string | null;
  build?: unknown;
}

export function pullFindings({ build }: ImageInputs): Finding[] {
  return build === undefined || build === null ? [] : [{ at: "build", problem: "must be absent" }];
}

/**
 * Tag and digest are the lock's. Another version of a known image is only what a service is held back on.
 * @param held what the service is held back on, by the stack's run record
 */
export function versionFindings(
  at: string,
  reference: string | null | undefined,
  { lock, registry, held }: { lock: ImageLock; registry: string; held: string | null | undefined },
): Finding[] {
  const image = parsed(reference ?? "");
  // What is in no lock at all is the other rule's.
  const known = versionsOf(image, lock, registry);
  if (!image || known.length === 0 || reference === held) return [];
  const same = known.find(({ tag }) => tag === image.tag);
  if (!same) {
    const tags = known.map(({ tag }) => tag ?? "").join(", ");
    return [finding(at, `of a tag in the lock, which is ${tags}`, reference)];
  }
  if (same.digest === image.digest) return [];
  const wanted =
    same.digest === undefined
      ? "without a digest, no registry has confirmed one"
      : `${same.digest}, as the lock has it`;
  return [finding(at, wanted, reference)];
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

/**
 * A container's image is built for the processor of its node, as far as the lock knows it: by digest,
 * else by tag. One that the lock does not know at all could be anything. Which version it may be is
 * another rule's.
 */
export function platformFindings(
  { image, platform }: ContainerInputs,
  lock: ImageLock,
  { architecture, registry }: { architecture: string; registry: string },
): Finding[] {
  const needed = `linux/${architecture}`;
  const wanted = parsed(image ?? "");
  const own = versionsOf(wanted, lock, registry);
  const entry = (
    knownImages(lock, registry).find(
      ({ digest }) => digest !== undefined && digest === wanted?.digest,
    ) ?? own.find(({ tag }) => tag !== undefined && tag === wanted?.tag)
  )?.entry;
  const findings: Finding[] = [];
  if (own.length === 0) {
    const problem = `must be in the image lock, ${shown(image ?? undefined)} is not`;
    findings.push({ at: "image", problem, fix: "run npx bev images lock" });
  } else if (entry?.state === "resolved" && !runsOn(entry.platforms, architecture)) {
    const problem = `must be built for ${needed}, ${image ?? ""} is for ${entry.platforms.join(", ")}`;
    findings.push({ at: "image", problem });
  }
  if (platform && !runsOn([platform.toLowerCase()], architecture)) {
    findings.push({ at: "platform", problem: `must be ${needed}, got ${shown(platform)}` });
  }
  return findings;
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
