/** What the layers share before their first test: programs that lack are named, and a failure is one line. */
import { existsSync } from "node:fs";
import path from "node:path";
import { reasonOf } from "../../src/lib/faults.ts";

/**
 * @param packages by program: the Debian package that has it
 * @throws Error with one line that says what lacks and how to get it
 */
export function requirePrograms(packages: Readonly<Record<string, string>>): void {
  const lacks = Object.entries(packages).filter(([program]) => !isOnPath(program));
  if (lacks.length === 0) return;
  throw new Error(
    `must find ${lacks.map(([program]) => program).join(" and ")} on the PATH, does not; ` +
      `apt-get install ${lacks.map(([, name]) => name).join(" ")}`,
  );
}

function isOnPath(program: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Runs `work` for a command; a failure is one line on standard error and exit code 1, without Jest's stack trace. */
export async function orExit(command: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`error: ${command}: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}
