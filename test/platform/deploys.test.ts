/** Updates for real: a healthy one under load, one that fails and goes back, and `bev rollback`. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import http from "node:http";
import { describeWithDocker, docker, inspect } from "../kit/docker.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const ROW = '    behind: "haproxy",\n';
const BROKEN = `${ROW}    command: ["nginx", "-g", "daemon off; nonsense on;"],\n`;

let program: LocalProgram;

function up(): Promise<Run> {
  return program.bev("up", "--local", "oracle1", "--only", "redis,nginx,haproxy");
}

/** Containers that run nginx, whatever their names. */
async function nginxNames(): Promise<string[]> {
  const names = await docker(
    ...["ps", "--all", "--filter", "label=bev.service=nginx", "--format", "{{.Names}}"],
  );
  return names.split("\n").filter(Boolean);
}

async function expectNoChanges(): Promise<void> {
  const planned = await program.pulumi("preview", "--stack", "oracle1", "--expect-no-changes");
  expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
}

/** Requests without a pause, several at a time, over kept and over new connections, until stopped. */
function load(url: string): { stop: () => Promise<{ answered: number; failed: string[] }> } {
  const answers: { answered: number; failed: string[] } = { answered: 0, failed: [] };
  const agents = [true, true, false, false].map((keepAlive) => new http.Agent({ keepAlive }));
  let running = true;
  const workers = agents.map(async (agent) => {
    while (running) {
      const status = await request(url, agent);
      if (status === "200") answers.answered++;
      else answers.failed.push(status);
    }
    agent.destroy();
  });
  return {
    stop: async () => {
      running = false;
      await Promise.all(workers);
      return answers;
    },
  };
}

function request(url: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve) => {
    http
      .get(url, { agent }, (response) => {
        response.resume();
        response.on("end", () => resolve(String(response.statusCode)));
        response.on("error", ({ message }) => resolve(message));
      })
      .on("error", ({ message }) => resolve(message));
  });
}

describeWithDocker("bev up", () => {
  let first: string;

  beforeAll(async () => {
    program = new LocalProgram();
    const result = await up();
    expect(`${result.output} code ${String(result.code)}`).toMatch(/code 0$/);
    [first = ""] = await nginxNames();
  });

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it("names a container behind the proxy after its definition", () => {
    expect(first).toMatch(/^bev_oracle1_nginx_[0-9a-f]{8}$/);
  });

  it("replaces a service behind HAProxy without a failed request", async () => {
    const requests = load("http://127.30.0.1/health");
    program.edit("src/catalog/network.ts", "memory: 512", "memory: 384");
    const result = await up();
    const { answered, failed } = await requests.stop();
    expect(`${result.output} code ${String(result.code)}`).toMatch(/code 0$/);
    const names = await nginxNames();
    expect(names).toHaveLength(1);
    expect(names).not.toEqual([first]);
    expect((await inspect(names[0] ?? "")).HostConfig["Memory"]).toBe(384 * 2 ** 20);
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    console.log(`requests answered during the update: ${String(answered)}, failed: 0`);
  });

  it("goes back by itself when the new version does not get live, and says so", async () => {
    const [before] = await nginxNames();
    const { State } = await inspect(before ?? "");
    program.edit("src/catalog/network.ts", ROW, BROKEN);
    const result = await up();
    expect(result.code).toBe(1);
    expect(result.output).toContain("[emerg]");
    expect(result.output).toContain('unknown directive "nonsense" in command line');
    expect(result.output).toMatch(
      /nginx: is back on \S+nginx-unprivileged:1\.26-bookworm@sha256:[0-9a-f]{64}; npx bev status shows it until its definition changes/,
    );
    // The old one was not touched at all.
    expect(await nginxNames()).toEqual([before]);
    expect((await inspect(before ?? "")).State.StartedAt).toBe(State.StartedAt);
  });

  it("shows what is held back in status and preview, and leaves it so", async () => {
    const status = await program.bev("status", "--local", "oracle1");
    expect(status.output).toMatch(/oracle1 +\S+Z +update succeeded +nginx/);
    expect(status.output).toContain("it did not get live");
    const planned = await program.pulumi("preview", "--stack", "oracle1", "--expect-no-changes");
    expect(planned.output).toContain("nginx is held back on");
    expect(planned.code).toBe(0);
    const again = await up();
    expect(again.output).toContain("nginx is held back on");
    expect(`${again.output} code ${String(again.code)}`).toMatch(/code 0$/);
  });

  it("ends the hold with the next definition", async () => {
    const [before] = await nginxNames();
    program.edit("src/catalog/network.ts", BROKEN, ROW);
    program.edit("src/catalog/network.ts", "memory: 384", "memory: 448");
    const result = await up();
    expect(`${result.output} code ${String(result.code)}`).toMatch(/code 0$/);
    expect(result.output).not.toContain("held back");
    expect(await nginxNames()).not.toEqual([before]);
    await expectNoChanges();
  });

  it("rolls back to the version before, and forward again", async () => {
    const result = await program.bev("rollback", "nginx", "--local");
    expect(`${result.output} code ${String(result.code)}`).toMatch(/code 0$/);
    const [back = ""] = await nginxNames();
    expect((await inspect(back)).HostConfig["Memory"]).toBe(384 * 2 ** 20);
    await program.bev("rollback", "nginx", "--local");
    const [forward = ""] = await nginxNames();
    expect((await inspect(forward)).HostConfig["Memory"]).toBe(448 * 2 ** 20);
    await expectNoChanges();
  });

  it("says that there is nothing to go back to", async () => {
    const result = await program.bev("rollback", "redis", "--local");
    expect(result.output).toContain(
      "error: oracle1/redis: must have been changed by bev up before, has no former version on record; " +
        "git revert the change and update oracle1",
    );
    expect(result.code).toBe(1);
  });
});
