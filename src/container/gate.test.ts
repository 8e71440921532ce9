/** The gate's script, run by a shell against a docker command that plays a container's life. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { renderGate } from "./gate.ts";

const SERVICE = {
  host: "ssh://oracle1",
  pidsLimit: 512,
  startSeconds: 60,
  health: { command: ["redis-cli", "--user", "bev's own"] },
  ports: [],
  volumes: [],
};
const STORE = { ...SERVICE, volumes: [{ backup: "rdb-copy" }] };

const GOOD = '0 ""';
const FAILED = '1 "connection refused\\n"';
const TIMED_OUT = '-1 "Health check exceeded timeout (5s)"';

interface State {
  status?: string;
  code?: number;
  memory?: boolean;
  restarts?: number;
  check?: string;
  streak?: number;
  /** As the Engine keeps them: the last five. */
  checks?: string[];
}

/** What the Engine would say after these checks, of which those in the start period count for nothing. */
function after(checks: string[], { startPeriod = 0 } = {}): State {
  const counted = checks.slice(startPeriod);
  const streak = counted.length - 1 - counted.findLastIndex((check) => check === GOOD);
  const status = checks.at(-1) === GOOD ? "healthy" : streak >= 3 ? "unhealthy" : "starting";
  const times = checks.map((check, n) => `"2026-11-28T10:00:${String(10 + n)}.5Z" ${check}`);
  return { check: status, streak, checks: times.slice(-5) };
}

/** One state for each number of these checks that are over. */
function course(checks: string[], options = {}): State[] {
  return checks.map((_, index) => after(checks.slice(0, index + 1), options));
}

function answer(state: State): string {
  const { status = "running", code = 0, memory = false, restarts = 0 } = state;
  const { check = "starting", streak = 0, checks = [] } = state;
  const first = [status, code, memory, check, streak, restarts, 3].join(" ");
  return [first, ...checks].join("\n");
}

interface Scene {
  service?: typeof STORE | typeof SERVICE;
  /** The answers to one call after the other; the last one stays. */
  states: State[];
  /** Other containers that are starting, likewise. */
  starting?: string[][];
  /** What the container logged since a time, likewise. */
  logged?: string[];
  updateFails?: number;
  /** What running the check itself does, in shell. */
  whenAsked?: string;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** Runs the gate with a clock that only its own sleep moves, by thirty seconds each time. */
function run(scene: Scene) {
  const { service = SERVICE, states, starting = [], logged = [] } = scene;
  const { updateFails = 0, whenAsked = "exit 1" } = scene;
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-gate-"));
  directories.push(directory);
  const tell = (kind: string, texts: readonly string[]): void => {
    (texts.length > 0 ? texts : [""]).forEach((text, index) => {
      writeFileSync(path.join(directory, `${kind}.${String(index + 1)}`), text && `${text}\n`);
    });
    const last = texts.at(-1) ?? "";
    writeFileSync(path.join(directory, `${kind}.last`), last && `${last}\n`);
  };
  tell("inspect", states.map(answer));
  const own = (names: string[]) => ["bev_redis", ...names].join("\n");
  tell("ps", starting.map(own));
  tell("since", logged);
  const command = (name: string, lines: string): void => {
    writeFileSync(path.join(directory, name), `#!/bin/sh\ncd '${directory}'\n${lines}`);
    chmodSync(path.join(directory, name), 0o755);
  };
  writeFileSync(path.join(directory, "calls"), "");
  command(
    "docker",
    `
echo "$*" >> calls
next() { n=$(grep -c "$2" calls); cat "$1.$n" 2>/dev/null || cat "$1.last"; }
case "$*" in
  update*) [ "$(grep -c ^update calls)" -gt ${String(updateFails)} ] ;;
  inspect*) next inspect ^inspect ;;
  ps*) next ps ^ps ;;
  *--since*) next since -e--since ;;
  logs*) echo "FATAL: no space left" ;;
  exec*) ${whenAsked} ;;
esac
`,
  );
  command("date", "echo $((1000000 + $(cat slept 2>/dev/null || echo 0)))");
  command("sleep", "echo $(($(cat slept 2>/dev/null || echo 0) + 30)) > next; mv next slept");
  const gate = renderGate("bev_redis", service);
  const [shell = "", ...flags] = gate.interpreter;
  const result = spawnSync(shell, [...flags, gate.create], {
    env: { ...gate.environment, PATH: `${directory}:${process.env["PATH"] ?? ""}` },
    encoding: "utf8",
  });
  // The template of inspect has a line break.
  const calls = readFileSync(path.join(directory, "calls"), "utf8").trim().split("\n");
  const asking = path.join(directory, "asking");
  return {
    /** The process of the check that it ran, where `whenAsked` keeps it. */
    asking: existsSync(asking) ? readFileSync(asking, "utf8").trim() : "",
    status: result.status,
    stderr: result.stderr,
    calls: calls.filter((call) => /^(update|inspect|ps|logs|exec) /.test(call)),
  };
}

function numberOf(verb: string, calls: readonly string[]): number {
  return calls.filter((call) => call.startsWith(verb)).length;
}

describe("passes", () => {
  it("once the container is healthy and its process limit is set", () => {
    const { status, stderr, calls } = run({ states: [{}, after([GOOD])] });
    expect([status, stderr]).toEqual([0, ""]);
    expect(calls[0]).toBe("update --pids-limit 512 bev_redis");
    expect(numberOf("update", calls)).toBe(1);
  });

  it("not before the process limit is set", () => {
    const { status, calls } = run({ states: [after([GOOD])], updateFails: 2 });
    expect(status).toBe(0);
    expect(numberOf("update", calls)).toBe(3);
  });

  it("a container that is still starting long after its start period", () => {
    const slow = Array.from({ length: 9 }, () => ({}));
    expect(run({ states: [...slow, after([GOOD])] }).status).toBe(0);
  });

  it("a container whose failures in the start period are many", () => {
    const checks = [...Array.from({ length: 8 }, () => FAILED), GOOD];
    expect(run({ states: course(checks, { startPeriod: 8 }) }).status).toBe(0);
  });

  it.each([TIMED_OUT, '-1 "timed out starting health check for container 4fc2"'])(
    "a container that Docker calls unhealthy because its checks timed out: %s",
    (timedOut) => {
      const checks = [...Array.from({ length: 7 }, () => timedOut), GOOD];
      expect(course(checks)[6]).toMatchObject({ check: "unhealthy", streak: 7 });
      expect(run({ states: course(checks) }).status).toBe(0);
    },
  );

  it("a container with fewer failures than its check may have, and timeouts between them", () => {
    const checks = [FAILED, TIMED_OUT, FAILED, TIMED_OUT, TIMED_OUT, GOOD];
    expect(run({ states: course(checks) }).status).toBe(0);
  });

  it("a container with one failure after its start period, and others in it", () => {
    const checks = [FAILED, FAILED, TIMED_OUT, TIMED_OUT, FAILED, GOOD];
    expect(run({ states: course(checks, { startPeriod: 2 }) }).status).toBe(0);
  });

  it("a container that is paused not before it runs on", () => {
    const { status, calls } = run({
      states: [{ status: "paused", check: "healthy" }, after([GOOD])],
    });
    expect(status).toBe(0);
    expect(numberOf("inspect", calls)).toBe(2);
  });

  it("a container whose checks failed only while others were starting", () => {
    const checks = [...Array.from({ length: 5 }, () => FAILED), GOOD];
    const { status, calls } = run({ states: course(checks), starting: [["bev_kafka_1"], []] });
    expect(status).toBe(0);
    expect(numberOf("ps", calls)).toBe(1);
  });

  it("a store whose checks failed while it logged how it recovers", () => {
    const checks = [...Array.from({ length: 5 }, () => FAILED), GOOD];
    const logged = ["redo in progress"];
    const { status, calls } = run({ service: STORE, states: course(checks), logged });
    expect(status).toBe(0);
    // Since the first of the checks that failed in a row.
    expect(calls).toContain("logs --tail 1 --since 2026-11-28T10:00:10.5Z bev_redis");
  });
});

describe("asks as the check does while the Engine has not asked", () => {
  it("and passes as soon as one passes", () => {
    const { status, stderr, calls } = run({ states: [{}], whenAsked: "exit 0" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(calls.filter((call) => call.startsWith("exec"))).toEqual([
      "exec bev_redis redis-cli --user bev's own",
    ]);
  });

  it("not at once: a service that does not find what it needs may answer before it ends", () => {
    const { calls } = run({ states: [{}, after([GOOD])], whenAsked: "exit 0" });
    expect(numberOf("exec", calls)).toBe(0);
  });

  it("again after one that failed, until the Engine says how it is", () => {
    const states = [...Array.from({ length: 6 }, () => ({})), after([GOOD])];
    const { status, calls } = run({ states });
    expect(status).toBe(0);
    expect(numberOf("exec", calls)).toBeGreaterThan(1);
  });

  it("without waiting for one that hangs, and ends it", () => {
    const whenAsked = "echo $$ > asking; exec /bin/sleep 60";
    const { status, stderr, asking } = run({ states: [{}], whenAsked });
    expect(status).toBe(1);
    expect(stderr).toContain("the wait ended after 300 s");
    expect(existsSync(`/proc/${asking}`)).toBe(false);
  });

  it("but does not pass a container that has ended since", () => {
    const states = [{}, {}, { status: "exited", code: 3 }];
    expect(run({ states, whenAsked: "exit 0" }).status).toBe(1);
  });
});

describe("fails with the container's last lines", () => {
  it("when it restarts again and again", () => {
    const { status, stderr } = run({
      states: [
        { status: "restarting", restarts: 1 },
        { status: "restarting", restarts: 5, check: "unhealthy" },
      ],
    });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "bev_redis is not live: it is restarting, its check says unhealthy, it was restarted 5 times; " +
        "last 20 log lines:\nFATAL: no space left\n",
    );
  });

  it("when it restarts because it runs out of memory", () => {
    const { stderr } = run({ states: [{ status: "restarting", restarts: 5, memory: true }] });
    expect(stderr).toContain("it was restarted 5 times, it ran out of memory; last 20 log lines:");
  });

  it.each(["exited", "dead"])("when it is %s, for then nothing starts it again", (ended) => {
    const { status, stderr, calls } = run({
      states: [{}, { status: ended, code: 3, check: "healthy" }],
    });
    expect(status).toBe(1);
    expect(stderr).toContain(
      `it is ${ended}, its check says healthy, it was restarted 0 times, ` +
        "it ended with code 3 and will not start again; last 20 log lines:\nFATAL",
    );
    expect(numberOf("inspect", calls)).toBe(2);
  });

  it("as soon as Docker calls it unhealthy, when its checks failed", () => {
    const states = course([FAILED, FAILED, FAILED, FAILED], { startPeriod: 0 });
    const { status, stderr, calls } = run({ states });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "bev_redis is not live: it is running, its check says unhealthy, it was restarted 0 times, " +
        'its check failed 3 times, the last check ended with code 1: "connection refused\\n"; ' +
        "last 20 log lines:\nFATAL: no space left\n",
    );
    expect(numberOf("inspect", calls)).toBe(3);
    expect(calls.at(-1)).toBe("logs --tail 20 bev_redis");
  });

  it("when the check's command cannot be run, which is no timeout", () => {
    const absent = '-1 "OCI runtime exec failed: no such file or directory"';
    const { stderr } = run({ states: course([absent, absent, absent]) });
    expect(stderr).toContain("its check failed 3 times, the last check ended with code -1: ");
  });

  it("when its checks failed between timeouts", () => {
    const states = course([TIMED_OUT, FAILED, TIMED_OUT, FAILED, FAILED, GOOD]);
    expect(run({ states }).stderr).toContain("its check failed 3 times");
  });

  it("when its checks fail as often again after the others have started", () => {
    const states = course(Array.from({ length: 9 }, () => FAILED));
    const { status, calls } = run({ states, starting: [["bev_kafka_1"], []] });
    expect(status).toBe(1);
    // Three failures while another one was starting, and three after that.
    expect(numberOf("inspect", calls)).toBe(6);
  });

  it("when it is a store that has stopped logging", () => {
    const states = course(Array.from({ length: 9 }, () => FAILED));
    const { status, calls } = run({ service: STORE, states, logged: ["redo in progress", ""] });
    expect(status).toBe(1);
    expect(numberOf("inspect", calls)).toBe(6);
    expect(calls).toContain("logs --tail 1 --since 2026-11-28T10:00:13.5Z bev_redis");
  });

  it("when it is no store, whatever it logs", () => {
    const states = course(Array.from({ length: 9 }, () => FAILED));
    const { calls } = run({ states, logged: ["GET /health 503"] });
    expect(numberOf("inspect", calls)).toBe(3);
  });

  it("when its checks time out until the wait ends", () => {
    const { status, stderr } = run({ states: course(Array.from({ length: 5 }, () => TIMED_OUT)) });
    expect(status).toBe(1);
    expect(stderr).toContain(
      "it was restarted 0 times, the wait ended after 300 s, the last check ended with code -1: " +
        '"Health check exceeded timeout (5s)"; last 20 log lines:\nFATAL: no space left\n',
    );
  });

  it("when it never answers, later for each other one that is starting", () => {
    const starting = [["bev_kafka_1"], ["bev_kafka_1", "bev_kafka_2"], ["bev_kafka_2"]];
    const { status, stderr } = run({ states: [{}], starting });
    expect(status).toBe(1);
    expect(stderr).toContain("it was restarted 0 times, the wait ended after 780 s; last 20 log");
  });

  it("when its process limit cannot be set", () => {
    const { status, stderr } = run({ states: [after([GOOD])], updateFails: 1000 });
    expect(status).toBe(1);
    expect(stderr).toContain("its check says healthy, it was restarted 0 times, the wait ended");
    expect(stderr).toContain(" after 300 s, its process limit cannot be set, the last check");
  });
});

it("names itself in few words, because a failure repeats the command", () => {
  expect(renderGate("bev_redis", SERVICE)).toMatchObject({
    create: "wait until bev_redis is live",
    environment: { BEV_SECONDS: "300", DOCKER_HOST: "ssh://oracle1" },
  });
});
