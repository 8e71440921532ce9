/** The services of a series on this machine's Docker Engine, of a copy of this repository's program. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Run } from "../../kit/engine.ts";
import { LocalProgram } from "../../kit/local-program.ts";
import { STACK } from "./changes.ts";
import type { Change } from "./changes.ts";
import { findVictim } from "./session.ts";

/** Of the names of containers, networks and volumes. */
export const PREFIX = `bev_${STACK}_`;

/** An update in a session of its own. */
export interface Update {
  session: number;
  /** Settled when it begins to change things, or has ended before that. */
  deploying: Promise<unknown>;
  ended: Promise<Ended>;
}

export interface Ended {
  code: number;
  output: string;
  /** From when it began to change things. */
  milliseconds: number;
}

export class Platform {
  readonly program = new LocalProgram();
  readonly #all: readonly string[];
  #disabled: readonly string[] = [];

  constructor(services: readonly string[]) {
    this.#all = services;
  }

  /** Makes the platform what it is in a round: the catalogue's, with the changes of that round. */
  apply({ changes, disabled }: Change): void {
    this.program.change(changes);
    this.#disabled = disabled;
  }

  /** Services that there should be. */
  get services(): string[] {
    return this.#all.filter((name) => !this.#disabled.includes(name));
  }

  update(): Update {
    const file = path.join(this.program.directory, "up.log");
    const log = openSync(file, "w");
    const child = spawn(
      process.execPath,
      ["cli/main.ts", "up", "--local", STACK, "--only", this.services.join(",")],
      // Detached: with a session of its own, as from another terminal.
      {
        ...{ cwd: this.program.directory, detached: true, stdio: ["ignore", log, log] },
        env: { ...process.env, ...this.program.environment },
      },
    );
    closeSync(log);
    const exit = new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? 1));
    });
    const session = child.pid ?? 0;
    const deploying = firstOf("pulumi", session, exit).then(() => performance.now());
    const ended = Promise.all([exit, deploying]).then(([code, since]) => ({
      code,
      output: readFileSync(file, "utf8"),
      milliseconds: performance.now() - since,
    }));
    return { session, deploying, ended };
  }

  repair(): Promise<Run> {
    return this.program.bev("repair", "--local", STACK);
  }

  /** What an operation would change, or changes, where nothing should; empty when nothing is. */
  async changesOf(...operation: string[]): Promise<string[]> {
    const flags = ["--refresh", "--expect-no-changes", "--diff", "--color=never"];
    const { code, output } = await this.program.pulumi(...operation, "--stack", STACK, ...flags);
    return code === 0 ? [] : [`${operation[0] ?? ""} has changes or failed\n${output}`];
  }

  async remove(): Promise<Run> {
    const down = await this.program.bev("down");
    this.program.remove();
    return down;
  }
}

/** The victim's processes as soon as it runs; none when the command ends before. */
export async function firstOf(
  victim: Parameters<typeof findVictim>[0],
  session: number,
  exit: Promise<unknown>,
): Promise<number[]> {
  const over = exit.then(() => true);
  for (;;) {
    const found = findVictim(victim, session);
    if (found.length > 0 || (await Promise.race([over, sleep(50, false)]))) return found;
  }
}
