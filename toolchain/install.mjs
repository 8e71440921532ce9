/** Installs folders so that each is either complete or absent. */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Fills a folder under another name first, so that a half-filled one never counts. Of two processes
 * that do so at once the first to end wins.
 * @param {string} directory
 * @param {(partial: string) => Promise<void> | void} fill
 */
export async function install(directory, fill) {
  removeLeftovers(directory);
  const partial = `${directory}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await fill(partial);
    renameSync(partial, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** What an interrupted process left, once it can no longer be at work. */
function removeLeftovers(directory) {
  const parent = path.dirname(directory);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${path.basename(directory)}.partial-`)) continue;
    const leftover = path.join(parent, name);
    const { mtimeMs } = statSync(leftover, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > DAY_MS) rmSync(leftover, { recursive: true, force: true });
  }
}

/**
 * Gives the files of one folder, and of those below it, a second name in another; copies them where
 * the disks differ. What is named in `last` comes as a copy, when all else is there.
 */
export function linkFiles(from, to, last = []) {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from, { withFileTypes: true });
  for (const entry of names.sort((a, b) => last.indexOf(a.name) - last.indexOf(b.name))) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) linkFiles(source, target);
    else if (last.includes(entry.name)) copyFileSync(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkFile(source, target);
  }
}

function linkFile(source, target) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
