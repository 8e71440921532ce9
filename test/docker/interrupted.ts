/** Ctrl-C for a `bev` that waits for a container. */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../kit/docker-engine.ts";
import type { LocalProgram } from "../kit/local-program.ts";

/** Interrupts bev when the new container is there, before its first health check. */
export async function interrupted(
  program: LocalProgram,
  args: readonly string[],
  container: string,
): Promise<{ code: number | null; output: string }> {
  const filter = ["--filter", `name=^${container}$`];
  const containerId = () => docker("container", "ls", "--all", "--quiet", "--no-trunc", ...filter);
  const former = await containerId();
  const child = spawn(process.execPath, ["cli/main.ts", ...args], {
    cwd: program.directory,
    env: { ...process.env, ...program.environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  while (child.exitCode === null && ["", former].includes(await containerId())) await sleep(100);
  child.kill("SIGINT");
  return { code: await ended, output };
}
