/** One folder for what the tests of a run put into the temporary folder: it goes when the run ends. */
import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const NAME = /^bev-tests-(\d+)$/;

/** From here on it is the temporary folder of this process and of all that it starts. */
export default function makeTemporaryFolder(): void {
  const parent = os.tmpdir();
  removeAbandoned(parent);
  const folder = path.join(parent, `bev-tests-${String(process.pid)}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // Debian's installer fetches packages as a user of its own, whatever the umask is.
  chmodSync(folder, 0o755);
  process.env["TMPDIR"] = folder;
}

export function removeTemporaryFolder(): void {
  const folder = os.tmpdir();
  if (NAME.test(path.basename(folder))) rmSync(folder, { recursive: true, force: true });
}

/** Those of runs that were killed, where this user may. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || mayRun(Number(pid))) continue;
    try {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    } catch {
      // Another user's, who removes it with the next run.
    }
  }
}

/** Also where another user's process has that number. */
function mayRun(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
