/** Runs programs of this machine. */
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { UserError } from "../src/lib/error.ts";

const PACKAGES: Record<string, string> = {
  docker: "docker.io",
  "docker-registry": "docker-registry",
  dockerd: "docker.io",
  ip: "iproute2",
  mmdebstrap: "mmdebstrap",
  mvn: "maven",
  nsenter: "util-linux",
  setpriv: "util-linux",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sshd: "openssh-server",
};

/** What a program prints; a failure shows its last lines, an absent one how to get it. */
export function capture(
  program: string,
  args: readonly string[],
  { env = process.env }: { env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout.trim());
      else if (error.code === "ENOENT") reject(missing(program));
      else {
        reject(
          new UserError(`${shortened([program, ...args])} failed:\n${lastLines(stdout + stderr)}`),
        );
      }
    });
  });
}

/** The absolute path of a program, which is not in the folder `except`. */
export function locate(program: string, except?: string): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const files = folders.filter((one) => one !== except).map((one) => path.join(one, program));
  const found = files.find(isExecutable);
  if (found === undefined) throw missing(program);
  return found;
}

export function missing(program: string): UserError {
  return new UserError(
    `PATH: must hold ${program}, does not; install it with apt-get install ${PACKAGES[program] ?? program}`,
  );
}

export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-10).join("\n");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function shortened(command: readonly string[]): string {
  const text = command.join(" ");
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
