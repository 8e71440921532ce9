/**
 * Values as an Engine takes them. `docker create` and a start are the oracle
 * (test/docker/rows.test.ts): what passes here, an Engine runs.
 */
import path from "node:path";
import { isPathPart, isRegistry, MOST_OF_A_NAME } from "./addresses.ts";

/** The Engine's own bound, for a limit and for a reservation. */
export const LEAST_MEMORY = 6;
/** Of a label of a DNS name; the kernel's bound for a host name is one more. */
export const LONGEST_HOSTNAME = 63;

/** In the house's form a name is at once that of a container, volume, host, repository and resource. */
export function isKebab(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);
}

/** Arguments, variables and paths end at a NUL for the kernel. */
export function isText(value: string): boolean {
  return !value.includes("\0") && value.isWellFormed();
}

/** In bytes: the kernel takes no longer argument or variable, whose name counts. */
const LONGEST_WORD = 127 * 1024;

export function isWord(value: string): boolean {
  return isText(value) && Buffer.byteLength(value) < LONGEST_WORD;
}

/** The Engine asks for one character that is no `=`; shells and templates ask for more. */
export function isEnvironmentName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name);
}

export function isFileName(name: string): boolean {
  return /^[\w.-]{1,200}$/.test(name) && !/^\.+$/.test(name);
}

/** What an Engine or the kernel puts there itself. */
const SYSTEM_FOLDERS = ["/proc", "/sys", "/dev"];
export const ENGINE_FILES = [
  "/etc/hosts",
  "/etc/hostname",
  "/etc/resolv.conf",
  "/sbin/docker-init",
];

/** Where something may be mounted. The Engine takes several slashes for one. */
export function isContainerPath(target: string): boolean {
  const clean = cleanPath(target);
  const isOneOrBelow = (one: string) => clean === one || clean.startsWith(`${one}/`);
  return (
    target.startsWith("/") &&
    clean !== "/" &&
    clean === target.replace(/\/+/g, "/") &&
    !/\p{Cc}/u.test(target) &&
    Buffer.byteLength(target) < LONGEST_PATH &&
    clean.split("/").every((part) => Buffer.byteLength(part) <= LONGEST_PART) &&
    ![...SYSTEM_FOLDERS, ...ENGINE_FILES].some(isOneOrBelow)
  );
}

const LONGEST_PATH = 4000;
const LONGEST_PART = 255;

export function cleanPath(target: string): string {
  return path.posix.normalize(target).replace(/(?<=.)\/$/, "");
}

/** Also below a registry: `registry.example.org:5000/team/name`. */
export function isImageRepository(repository: string): boolean {
  const [first = "", ...others] = repository.split("/");
  const isHost = others.length > 0 && isRegistry(first) && first === first.toLowerCase();
  return (
    (isHost || isPathPart(first)) && others.every(isPathPart) && repository.length <= MOST_OF_A_NAME
  );
}

export function isImageTag(tag: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(tag);
}

const LARGEST_ID = 2 ** 31 - 1;

/** Numeric, because a name means what the image says, and no root. */
export function isUser(user: string): boolean {
  const ids = user.split(":");
  return /^[1-9]\d*:(0|[1-9]\d*)$/.test(user) && ids.every((id) => Number(id) <= LARGEST_ID);
}

/** With which programs end; the Engine knows more. */
export const STOP_SIGNALS = [
  ...["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGRTMIN+3"],
];
