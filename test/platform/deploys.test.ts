/** Updates of a service behind HAProxy: one under load, one that fails and goes back, and `bev rollback`. */
import { beforeAll, expect, it } from "@jest/globals";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Snapshot } from "../../operations/backup/agents.ts";
import { snapshotAt } from "../../operations/backup/ages.ts";
import { succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { addressOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const BROKEN = ["nginx", "-g", "daemon off; nonsense on;"];

/** Updates ORACLE1 with another memory limit of nginx in MiB, and with another command. */
function up(memory?: number, command?: readonly string[]): Promise<Run> {
  const resources = memory === undefined ? {} : { resources: { memory } };
  const changed = command === undefined ? resources : { ...resources, command };
  if (Object.keys(changed).length === 0) lab.change();
  else lab.change({ rows: { nginx: changed } });
  return lab.bev("up", "--lab", "oracle1");
}

/** Containers that run nginx, by the hashes in their names. */
async function nginxNames(): Promise<string[]> {
  const names = await lab.docker(
    ...(["oracle1", "ps", "--all", "--filter", "label=bev.service=nginx"] as const),
    ...["--format", "{{.Names}}"],
  );
  return names.split("\n").filter(Boolean);
}

async function inspect(name: string): Promise<{ memory: number; startedAt: string }> {
  const [answer] = JSON.parse(await lab.docker("oracle1", "inspect", name)) as [
    { HostConfig: { Memory: number }; State: { StartedAt: string } },
  ];
  return { memory: answer.HostConfig.Memory / 2 ** 20, startedAt: answer.State.StartedAt };
}

/** Requests one after the other, several at a time, over kept and over new connections, until stopped. */
function load(url: string): { stop: () => Promise<{ answered: number; failed: string[] }> } {
  const answers: { answered: number; failed: string[] } = { answered: 0, failed: [] };
  const agents = [true, true, false, false].map((keepAlive) => new http.Agent({ keepAlive }));
  let running = true;
  const workers = agents.map(async (agent) => {
    while (running) {
      const status = await request(url, agent);
      if (status === "200") answers.answered++;
      else answers.failed.push(status);
      // Without a pause the load would take a core from the update that it watches.
      await sleep(10);
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

/** When the agent of a node has last saved the state of ORACLE1. */
async function stateSaved(node: "oracle1" | "thanos"): Promise<number> {
  const listed = await lab.exec(node, `backup-${node}`, "backup", "list");
  return Date.parse(snapshotAt(JSON.parse(listed) as Snapshot[], "state-oracle1")?.time ?? "");
}

let first: string;
let began: number;

beforeAll(async () => {
  [first = ""] = await nginxNames();
});

putBack(async () => {
  await succeeded(up());
});

it("names a container behind the proxy after its definition", () => {
  expect(first).toMatch(/^bev_nginx_[0-9a-f]{8}$/);
});

it("replaces the service without a failed request", async () => {
  const requests = load(`http://${addressOf("oracle1")}/health`);
  began = Date.now();
  const result = await up(384);
  const { answered, failed } = await requests.stop();
  expect(`${result.output} code ${String(result.code)}`).toMatch(/code 0$/);
  const names = await nginxNames();
  expect(names).toHaveLength(1);
  expect(names).not.toEqual([first]);
  expect((await inspect(names[0] ?? "")).memory).toBe(384);
  expect(failed).toEqual([]);
  expect(answered).toBeGreaterThan(100);
  console.log(`requests answered during the update: ${String(answered)}, failed: 0`);
});

it.each(["oracle1", "thanos"] as const)("has its state saved by the agent of %s", async (node) => {
  // An agent that is at work saves it afterwards.
  const saved = await ask(
    () => stateSaved(node),
    (time) => time > began,
  );
  expect(saved).toBeGreaterThan(began);
});

it("goes back by itself when the new version does not get live, and says so", async () => {
  const [before = ""] = await nginxNames();
  const { startedAt } = await inspect(before);
  const result = await up(384, BROKEN);
  expect(result.code).toBe(1);
  expect(result.output).toContain("[emerg]");
  expect(result.output).toContain('unknown directive "nonsense" in command line');
  expect(result.output).toMatch(
    /nginx: is back on \S+nginx-unprivileged:1\.26-bookworm@sha256:[0-9a-f]{64}; npx bev status shows it until its definition changes/,
  );
  // The former container was not touched.
  expect(await nginxNames()).toEqual([before]);
  expect((await inspect(before)).startedAt).toBe(startedAt);
});

it("shows what is held back in status, preview and update, and leaves it so", async () => {
  const status = await lab.bev("status", "--lab", "oracle1");
  expect(status.output).toMatch(/oracle1 +\S+Z +update succeeded +nginx/);
  expect(status.output).toContain("it did not get live");
  const planned = await lab.pulumi("preview", "--stack", "oracle1", "--expect-no-changes");
  expect(planned.output).toContain("nginx is held back on");
  expect(planned.code).toBe(0);
  const again = await succeeded(up(384, BROKEN));
  expect(again.output).toContain("nginx is held back on");
});

it("ends the hold with the next definition", async () => {
  const before = await nginxNames();
  const result = await succeeded(up(448));
  expect(result.output).not.toContain("held back");
  expect(await nginxNames()).not.toEqual(before);
});

it("rolls back to the version before, and forward again", async () => {
  await succeeded(lab.bev("rollback", "nginx", "--lab"));
  const [back = ""] = await nginxNames();
  expect((await inspect(back)).memory).toBe(384);
  await succeeded(lab.bev("rollback", "nginx", "--lab"));
  const [forward = ""] = await nginxNames();
  expect((await inspect(forward)).memory).toBe(448);
  await lab.expectNoChanges("oracle1");
});

it("says that there is nothing to go back to", async () => {
  const result = await lab.bev("rollback", "redis", "--lab");
  expect(result.output).toContain(
    "error: oracle1/redis: must have been changed by bev up before, has no former version on record; " +
      "git revert the change and update oracle1",
  );
  expect(result.code).toBe(1);
});
