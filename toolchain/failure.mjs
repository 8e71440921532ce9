/** What the machine refuses, in one line: path, what was expected, what was found, the fix. */
import os from "node:os";

/** By code of the system: what must be, and how to get there. `place` is the file, or the folder of this project's. */
const REASONS = {
  EACCES: (place, user) => [`must be open to ${user}, is not`, ownership(place, user)],
  EPERM: (place, user) => [`must be open to ${user}, is not`, ownership(place, user)],
  EROFS: () => [
    "must be on a disk that can be written, is read-only",
    "copy the project to another disk, or mount this one with write access",
  ],
  ENOSPC: () => ["must find room on its disk, which is full", "free some, and run it again"],
  EDQUOT: () => ["must be within the quota of its disk, is beyond", "free some, and run it again"],
  EIO: () => ["must be on a disk that works, which answers with errors", "look at it with dmesg"],
  ENOENT: () => ["must exist, does not", "make it, or name another"],
  ENOTDIR: () => ["must lie in a folder, lies below a file", "move that file away"],
  EISDIR: () => ["must be a file, is a folder", "move that folder away"],
  EEXIST: () => ["must be a folder, is something else", "move it away"],
  ELOOP: () => ["must lead to a file, its links lead in a ring", "remove the link"],
  ENAMETOOLONG: () => ["must be a shorter path", "move the project to a folder nearer to /"],
  EMFILE: () => [
    "must be opened, this process has too many files open",
    "run ulimit -n 4096 first",
  ],
  ENFILE: () => ["must be opened, this machine has too many files open", "end what holds them"],
};

/**
 * @param {unknown} error
 * @returns {string | undefined} undefined for what is no refusal of the machine's
 */
export function machineFault(error) {
  const { code, path: file, dest, syscall } = error ?? {};
  const reason = REASONS[code];
  if (!reason || typeof syscall !== "string") return undefined;
  const place = typeof file === "string" ? file : (dest ?? syscall);
  const [problem, fix] = reason(place, userName());
  return `${place}: ${problem} (${code}); ${fix}`;
}

/** What a command prints of an error that it did not expect. */
export function unexpected(error) {
  const { message } = error ?? {};
  const text = typeof message === "string" && message !== "" ? message : String(error);
  return `${text.trim()} (a fault of bev itself: DEBUG=1 shows where)`;
}

/** The folder of this project's own is given back as a whole: more of it may belong to the other user. */
function ownership(place, user) {
  const [, own] = /^(.*?[/\\](?:\.bev|node_modules|\.cache[/\\]bev))(?:[/\\]|$)/.exec(place) ?? [];
  const given = `give it to ${user} with sudo chown -R ${user} ${quoted(own ?? place)}`;
  return place.includes(".cache") ? `${given}, or point XDG_CACHE_HOME to another folder` : given;
}

/** @param {string} text as one word of a shell */
export function quoted(text) {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function userName() {
  return process.env.USER || (process.getuid ? `uid ${process.getuid()}` : os.hostname());
}
