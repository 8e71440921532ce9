/** Work that one process does at a time, for all clones of one cache. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * One process works at a time; the others wait for it.
 * @template T
 * @param {string} lock a file, held by the process whose id it has
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(lock, work) {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; !acquire(lock); waited++) {
    if (waited === 0) {
      process.stderr.write(`waiting for the set-up of process ${readOwner(lock) ?? "unknown"}\n`);
    }
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes the lock where it is free, or where its owner is gone. */
function acquire(lock) {
  const claim = `${lock}.${process.pid}`;
  writeFileSync(claim, String(process.pid));
  try {
    const owner = readOwner(lock);
    if (owner !== undefined && !isAlive(owner)) rmSync(lock, { force: true });
    // Unlike a file that is opened and then written, a link is never seen without its content.
    linkSync(claim, lock);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(claim);
  }
}

function readOwner(lock) {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
