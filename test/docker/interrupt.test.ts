/** Ctrl-C during an update: what had begun is finished, nothing is locked or held back. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../kit/docker.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { takesTurns } from "../kit/turns.ts";

const UP = ["up", "--local", "oracle1", "--only", "alert-system"];
takesTurns();

describe("an update that is interrupted", () => {
  let program: LocalProgram;

  beforeAll(async () => {
    program = new LocalProgram();
    const { code, output } = await program.bev(...UP);
    if (code !== 0) throw new Error(output);
  });
  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it("ends by itself, says so, and the next one goes on without repair", async () => {
    program.change({ defaults: { containerLog: { "max-size": "11m" } } });
    const { code, output } = await interrupted();
    expect(code).toBe(1);
    expect(output).toContain(
      "interrupted: what had begun was finished, the rest was not done; run it again",
    );
    const status = await program.bev("status", "--local", "oracle1");
    expect(status.output).toMatch(/oracle1 .* - *$/m);
    const repair = await program.bev("repair", "--local", "oracle1");
    expect(repair.output).toContain("oracle1: nothing to repair");
    const next = await program.bev(...UP);
    expect(next.output).toContain("oracle1  live");
  });

  /** Interrupts bev when the new container is there, before its first health check. */
  async function interrupted(): Promise<{ code: number | null; output: string }> {
    const former = await containerId();
    const child = spawn(process.execPath, ["cli/main.ts", ...UP], {
      cwd: program.directory,
      env: { ...process.env, ...program.environment },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => (output += data.toString()));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    while (["", former].includes(await containerId())) await sleep(100);
    child.kill("SIGINT");
    return { code: await ended, output };
  }

  function containerId(): Promise<string> {
    const filter = ["--filter", "name=^bev_oracle1_alert_system$"];
    return docker("container", "ls", "--all", "--quiet", "--no-trunc", ...filter);
  }
});
