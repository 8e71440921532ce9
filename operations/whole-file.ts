/** Files that are there as a whole or not at all, whatever happens while they are written. */
import { existsSync, linkSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";

interface Options {
  mode?: number;
}

/** Puts it in the place of what was there. */
export function writeWhole(file: string, content: string, options: Options = {}): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const partial = written(target, content, options);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Leaves what is there: of two processes that write at once, the first counts for both. */
export function writeOnce(file: string, content: string, options: Options = {}): void {
  if (existsSync(file)) return;
  const partial = written(file, content, options);
  try {
    linkSync(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}

function written(file: string, content: string, options: Options): string {
  const partial = `${file}.${String(process.pid)}.partial`;
  try {
    writeFileSync(partial, content, options);
  } catch (error) {
    rmSync(partial, { force: true });
    // People know the file by its own name.
    throw Object.assign(error as NodeJS.ErrnoException, { path: file });
  }
  return partial;
}
