/** A run that is interrupted while it waits for a container. */
import { spawn } from "node:child_process";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DockerProject, exists } from "../../kit/docker.ts";
import { run, answered } from "../../kit/engine.ts";
import { ask } from "../../kit/patience.ts";

describe("an interrupted up", () => {
  const project = new DockerProject("cancel");
  // Accepts, and never answers.
  const registry = net.createServer((socket) => connections.push(socket));
  const connections: net.Socket[] = [];
  let image: string;
  let code: number | null;
  let seconds: number;
  let output = "";
  let plugins: string[];
  let left: string[];

  beforeAll(async () => {
    await project.init();
    await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
    image = `127.0.0.1:${String((registry.address() as net.AddressInfo).port)}/stalled:1`;
    project.declare({
      Container: {
        never: {
          healthcheck: { tests: ["CMD", "false"], interval: "1s", timeout: "1s" },
          wait: true,
          waitTimeout: 600,
        },
        stalled: { image },
      },
    });
    const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: project.directory,
      env: { ...process.env, ...project.environment },
    });
    for (const stream of [up.stdout, up.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    const ended = new Promise<number | null>((resolve) => up.on("close", resolve));
    while (up.exitCode === null && !(await exists("container", project.nameOf("never")))) {
      await sleep(200);
    }
    await sleep(1500);
    plugins = await descendants(up.pid ?? 0);
    const begun = Date.now();
    up.kill("SIGINT");
    code = await ended;
    seconds = (Date.now() - begun) / 1000;
    left = await ask(
      async () => (await processes()).filter((line) => plugins.includes(line)),
      (running) => running.length === 0,
    );
  });
  afterAll(async () => {
    await project.discard();
    registry.close();
    for (const connection of connections) connection.destroy();
  });

  it("ends soon, and not as a success", () => {
    expect(code).not.toBe(0);
    // Long before `waitTimeout`, however busy the machine is.
    expect(seconds).toBeLessThan(120);
  });

  it("leaves no process behind", () => {
    expect(plugins.join("\n")).toContain("pulumi-resource-docker");
    expect(left).toEqual([]);
  });

  it("keeps a container that it waited for, with what became of it", async () => {
    const resource = project.resource("never");
    expect(resource?.id).toBe((await project.inspect("never")).Id);
    expect(resource?.initErrors).toEqual(["cancelled"]);
  });

  it("gives up a pull, and says so", async () => {
    expect(output).toContain(`error: Unable to create container with image ${image}: cancelled`);
    expect(project.resource("stalled")).toBeUndefined();
  });

  /** Lines of `ps` for the processes below one. */
  async function descendants(of: number): Promise<string[]> {
    const lines = await processes();
    const below = new Set([String(of)]);
    return lines.filter((line) => {
      const [pid = "", parent = ""] = line.trim().split(/\s+/);
      if (!below.has(parent)) return false;
      below.add(pid);
      return true;
    });
  }

  async function processes(): Promise<string[]> {
    const { stdout } = await answered(run("ps", ["-eo", "pid,ppid,args", "--sort", "start_time"]));
    return stdout.split("\n");
  }
});
