/** The gate's script against a real Engine, whose health checks time out, fail or come late. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { renderGate } from "../../src/container/gate.ts";
import { docker, ensureTestImage, removeAll, TEST_IMAGE } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { ask } from "../kit/patience.ts";

const PREFIX = "bev_test_gate";
/** The shell itself is what a timeout ends: a child would outlive it. */
const HANGS = "exec sleep 60";
const LIVES = "exec sleep 1000";

interface Checked {
  check: string;
  /** What the container runs. */
  program?: string;
  startSeconds?: number;
  interval?: string;
}

/** Starts a container whose check comes every second unless told otherwise, may take one, and may fail three times. */
async function start(
  name: string,
  { check, program = LIVES, startSeconds = 0, interval = "1s" }: Checked,
): Promise<string> {
  const container = `${PREFIX}_${name}`;
  await docker(
    ...["run", "--detach", "--init", "--name", container, "--label", "bev.stack=gate-test"],
    ...["--health-cmd", check, "--health-interval", interval, "--health-timeout", "1s"],
    ...["--health-retries", "3", "--health-start-period", `${String(startSeconds)}s`],
    ...[TEST_IMAGE, "sh", "-c", program],
  );
  return container;
}

async function pass(
  container: string,
  volumes: { backup: string }[] = [],
  health = { command: ["false"] },
): Promise<Run> {
  const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  const limits = { pidsLimit: 64, startSeconds: 60 };
  const gate = renderGate(container, { host, ...limits, health, ports: [], volumes });
  const [shell = "", ...flags] = gate.interpreter;
  return run(shell, [...flags, gate.create], { env: gate.environment });
}

/** Each health status that the container had, in order; the Engine tells of the last one a little later. */
function course(container: string): Promise<string[]> {
  return ask(
    () => told(container),
    (statuses) => statuses.at(-1) === "healthy",
  );
}

async function told(container: string): Promise<string[]> {
  const filters = ["--filter", `container=${container}`, "--filter", "event=health_status"];
  const span = ["--since", "10m", "--until", "0s"];
  const lines = await docker("events", ...span, ...filters, "--format", "{{.Status}}");
  return lines.split("\n").map((line) => line.replace("health_status: ", ""));
}

/** A check that counts how often it was asked, and does something else from the nth time on. */
function asked(times: number, first: string, then: string): string {
  const count = "n=$(($(cat /tmp/asked 2>/dev/null) + 1)); echo $n >/tmp/asked";
  return `${count}; if [ $n -le ${String(times)} ]; then ${first}; else ${then}; fi`;
}

describe("the gate on an Engine", () => {
  beforeAll(async () => {
    await ensureTestImage();
    await removeAll(PREFIX);
  });
  afterAll(() => removeAll(PREFIX));

  it("passes a container whose checks timed out until Docker called it unhealthy", async () => {
    const container = await start("timeouts", { check: asked(4, HANGS, "exit 0") });
    expect(await pass(container)).toMatchObject({ code: 0, output: "" });
    expect(await course(container)).toEqual(["unhealthy", "healthy"]);
    expect(await docker("inspect", "--format", "{{.HostConfig.PidsLimit}}", container)).toBe("64");
  });

  it("fails for one whose checks fail, and shows what they said", async () => {
    const check = "echo no 'table' \"here\"; exit 4";
    const container = await start("fails", { check, program: `echo ready; ${LIVES}` });
    const { code, output } = await pass(container);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^bev_test_gate_fails is not live: it is running, its check says unhealthy, it was restarted 0 times, its check failed [345] times, the last check ended with code 4: "no table here\\n"; last 20 log lines:\nready\n$/,
    );
  });

  it("passes one that starts late, because another one starts beside it", async () => {
    const beside = await start("beside", { check: "exit 1", startSeconds: 12 });
    const container = await start("late", { check: asked(7, "exit 1", "exit 0") });
    expect(await pass(container)).toMatchObject({ code: 0, output: "" });
    expect(await course(container)).toEqual(["unhealthy", "healthy"]);
    await docker("rm", "--force", beside);
  });

  it("passes a store that starts late, because it logs how it recovers", async () => {
    const program = "while :; do echo redo in progress; sleep 1; done";
    const container = await start("store", { check: asked(7, "exit 1", "exit 0"), program });
    expect(await pass(container, [{ backup: "rdb-copy" }])).toMatchObject({ code: 0, output: "" });
    expect(await course(container)).toEqual(["unhealthy", "healthy"]);
  });

  it("passes one long before the Engine's first check, by running the check itself", async () => {
    const container = await start("early", { check: "exit 0", interval: "10m" });
    const health = { command: ["sh", "-c", "[ 'it''s' = its ]"] };
    expect(await pass(container, [], health)).toMatchObject({ code: 0, output: "" });
    expect(await docker("inspect", "--format", "{{.State.Health.Status}}", container)).toBe(
      "starting",
    );
  });

  it("fails for one that has ended and has no check", async () => {
    const container = `${PREFIX}_ended`;
    await docker("run", "--name", container, TEST_IMAGE, "sh", "-c", "echo out of space");
    const { code, output } = await pass(container);
    expect(code).toBe(1);
    expect(output).toBe(
      "bev_test_gate_ended is not live: it is exited, its check says none, it was restarted 0 times, " +
        "it ended with code 0 and will not start again; last 20 log lines:\nout of space\n",
    );
  });
});
