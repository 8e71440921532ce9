/** Programs of the machine that the lab runs. */
import { execFile } from "node:child_process";
import { CliError } from "../cli/error.ts";

const PACKAGES: Record<string, string> = {
  docker: "docker.io",
  "docker-registry": "docker-registry",
  mmdebstrap: "mmdebstrap",
};

/** What a program prints; a failure shows its last lines, an absent one how to get it. */
export function capture(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout.trim());
      else if (error.code === "ENOENT") reject(missing(program));
      else reject(new CliError(`${program} ${args[0] ?? ""} failed:\n${lastLines(stderr)}`));
    });
  });
}

export function missing(program: string): CliError {
  return new CliError(
    `PATH: must hold ${program}, does not; install it with apt-get install ${PACKAGES[program] ?? program}`,
  );
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-10).join("\n");
}
