/** What a gate's script decides about a container, by what its checks found. */
import { describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import {
  after,
  course,
  FAILED,
  GOOD,
  numberOf,
  runGate,
  SERVICE,
  STORE,
  TIMED_OUT,
} from "../../test/kit/gate-scene.ts";
import { renderGate } from "./gate.ts";

describe("passes", () => {
  it("once the container is healthy and its process limit is set", () => {
    const { status, stderr, calls } = runGate({ states: [{}, after([GOOD])] });
    expect([status, stderr]).toEqual([0, ""]);
    expect(calls[0]).toBe("update --pids-limit 512 bev_redis");
    expect(numberOf("update", calls)).toBe(1);
  });

  it("not before the process limit is set", () => {
    const { status, calls } = runGate({ states: [after([GOOD])], updateFails: 2 });
    expect(status).toBe(0);
    expect(numberOf("update", calls)).toBe(3);
  });

  it("a container that is still starting long after its start period", () => {
    const slow = Array.from({ length: 9 }, () => ({}));
    expect(runGate({ states: [...slow, after([GOOD])] }).status).toBe(0);
  });

  it("a container whose failures in the start period are many", () => {
    const checks = [...Array.from({ length: 8 }, () => FAILED), GOOD];
    expect(runGate({ states: course(checks, { startPeriod: 8 }) }).status).toBe(0);
  });

  it.each([TIMED_OUT, '-1 "timed out starting health check for container 4fc2"'])(
    "a container that Docker calls unhealthy because its checks timed out: %s",
    (timedOut) => {
      const checks = [...Array.from({ length: 7 }, () => timedOut), GOOD];
      expect(course(checks)[6]).toMatchObject({ check: "unhealthy", streak: 7 });
      expect(runGate({ states: course(checks) }).status).toBe(0);
    },
  );

  it("a container with fewer failures than its check may have, and timeouts between them", () => {
    const checks = [FAILED, TIMED_OUT, FAILED, TIMED_OUT, TIMED_OUT, GOOD];
    expect(runGate({ states: course(checks) }).status).toBe(0);
  });

  it("a container with one failure after its start period, and others in it", () => {
    const checks = [FAILED, FAILED, TIMED_OUT, TIMED_OUT, FAILED, GOOD];
    expect(runGate({ states: course(checks, { startPeriod: 2 }) }).status).toBe(0);
  });

  it("a container that is paused not before it runs on", () => {
    const { status, calls } = runGate({
      states: [{ status: "paused", check: "healthy" }, after([GOOD])],
    });
    expect(status).toBe(0);
    expect(numberOf("inspect", calls)).toBe(2);
  });

  it("a container whose checks failed only while others were starting", () => {
    const checks = [...Array.from({ length: 5 }, () => FAILED), GOOD];
    const { status, calls } = runGate({ states: course(checks), starting: [["bev_kafka_1"], []] });
    expect(status).toBe(0);
    expect(numberOf("ps", calls)).toBe(1);
  });

  it("a store whose checks failed while it logged how it recovers", () => {
    const checks = [...Array.from({ length: 5 }, () => FAILED), GOOD];
    const logged = ["redo in progress"];
    const { status, calls } = runGate({ service: STORE, states: course(checks), logged });
    expect(status).toBe(0);
    // Since the first of the checks that failed in a row.
    expect(calls).toContain("logs --tail 1 --since 2026-11-28T10:00:10.5Z bev_redis");
  });
});

describe("asks as the check does while the Engine has not asked", () => {
  it("and passes as soon as one passes", () => {
    const { status, stderr, calls } = runGate({ states: [{}], whenAsked: "exit 0" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(calls.filter((call) => call.startsWith("exec"))).toEqual([
      "exec bev_redis redis-cli --user bev's own",
    ]);
  });

  it("and looks at the container when there is something to ask, not each second before", () => {
    const { pauses } = runGate({ states: [{}], whenAsked: "exit 0" });
    expect([pauses[0], ...new Set(pauses.slice(1))]).toEqual([5, 1]);
  });

  it("not at once: a service that does not find what it needs may answer before it ends", () => {
    const { calls } = runGate({ states: [{}, after([GOOD])], whenAsked: "exit 0" });
    expect(numberOf("exec", calls)).toBe(0);
  });

  it("again after one that failed, until the Engine says how it is", () => {
    const states = [...Array.from({ length: 6 }, () => ({})), after([GOOD])];
    const { status, calls } = runGate({ states });
    expect(status).toBe(0);
    expect(numberOf("exec", calls)).toBeGreaterThan(1);
  });

  it("without waiting for one that hangs, and ends it", () => {
    const whenAsked = "echo $$ > asking; exec /bin/sleep 60";
    const { status, stderr, asking } = runGate({ states: [{}], whenAsked });
    expect(status).toBe(1);
    expect(stderr).toContain("the wait ended after 300 s");
    expect(existsSync(`/proc/${asking}`)).toBe(false);
  });

  it("but does not pass a container that has ended since", () => {
    const states = [{}, {}, { status: "exited", code: 3 }];
    expect(runGate({ states, whenAsked: "exit 0" }).status).toBe(1);
  });
});

describe("fails with the container's last lines", () => {
  it("when it restarts again and again", () => {
    const { status, stderr } = runGate({
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
    const { stderr } = runGate({ states: [{ status: "restarting", restarts: 5, memory: true }] });
    expect(stderr).toContain("it was restarted 5 times, it ran out of memory; last 20 log lines:");
  });

  it.each(["exited", "dead"])("when it is %s, for then nothing starts it again", (ended) => {
    const { status, stderr, calls } = runGate({
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
    const { status, stderr, calls } = runGate({ states });
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
    const { stderr } = runGate({ states: course([absent, absent, absent]) });
    expect(stderr).toContain("its check failed 3 times, the last check ended with code -1: ");
  });

  it("when its checks failed between timeouts", () => {
    const states = course([TIMED_OUT, FAILED, TIMED_OUT, FAILED, FAILED, GOOD]);
    expect(runGate({ states }).stderr).toContain("its check failed 3 times");
  });

  it("when its checks fail as often again after the others have started", () => {
    const states = course(Array.from({ length: 9 }, () => FAILED));
    const { status, calls } = runGate({ states, starting: [["bev_kafka_1"], []] });
    expect(status).toBe(1);
    // Three failures while another one was starting, and three after that.
    expect(numberOf("inspect", calls)).toBe(6);
  });

  it("when it is a store that has stopped logging", () => {
    const states = course(Array.from({ length: 9 }, () => FAILED));
    const { status, calls } = runGate({ service: STORE, states, logged: ["redo in progress", ""] });
    expect(status).toBe(1);
    expect(numberOf("inspect", calls)).toBe(6);
    expect(calls).toContain("logs --tail 1 --since 2026-11-28T10:00:13.5Z bev_redis");
  });

  it("when it is no store, whatever it logs", () => {
    const states = course(Array.from({ length: 9 }, () => FAILED));
    const { calls } = runGate({ states, logged: ["GET /health 503"] });
    expect(numberOf("inspect", calls)).toBe(3);
  });

  it("when its checks time out until the wait ends", () => {
    const { status, stderr } = runGate({
      states: course(Array.from({ length: 5 }, () => TIMED_OUT)),
    });
    expect(status).toBe(1);
    expect(stderr).toContain(
      "it was restarted 0 times, the wait ended after 300 s, the last check ended with code -1: " +
        '"Health check exceeded timeout (5s)"; last 20 log lines:\nFATAL: no space left\n',
    );
  });

  it("when it never answers, later for each other one that is starting", () => {
    const starting = [["bev_kafka_1"], ["bev_kafka_1", "bev_kafka_2"], ["bev_kafka_2"]];
    const { status, stderr } = runGate({ states: [{}], starting });
    expect(status).toBe(1);
    expect(stderr).toContain("it was restarted 0 times, the wait ended after 780 s; last 20 log");
  });

  it("when its process limit cannot be set", () => {
    const { status, stderr } = runGate({ states: [after([GOOD])], updateFails: 1000 });
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
