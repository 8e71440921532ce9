import { expect, it } from "@jest/globals";
import type { FoundContainer } from "../../src/container/comparison.ts";
import { findSettled } from "./slow-checks.ts";

const TIMED_OUT = { ExitCode: -1, Output: "Health check exceeded timeout (5s)" };
const FAILED = { ExitCode: 1, Output: "connection refused" };

function found(check: string, result = TIMED_OUT, seconds = 10): FoundContainer {
  const Log = [result, result, result];
  const container = {
    State: { Status: "running", Health: { Status: check, FailingStreak: 3, Log } },
    Config: { Healthcheck: { Interval: seconds * 1e9, Timeout: 5e9, Retries: 3 } },
  };
  return { container, image: {} } as unknown as FoundContainer;
}

/** What is found in the end when the answers come one after the other, and the pauses before each. */
async function settled(...answers: FoundContainer[][]) {
  const pauses: number[] = [];
  const left = [...answers];
  const last = await findSettled(
    async () => left.shift() ?? [],
    async () => false,
    async (milliseconds) => pauses.push(milliseconds),
  );
  return { last, pauses, left: left.length };
}

it("takes the first answer when no check timed out", async () => {
  const answer = [found("healthy"), found("unhealthy", FAILED), found("starting")];
  expect(await settled(answer, [])).toEqual({ last: answer, pauses: [], left: 1 });
});

it("asks again until the slowest have answered", async () => {
  const slow = [found("unhealthy"), found("unhealthy", TIMED_OUT, 30)];
  const well = [found("healthy")];
  const answer = { last: well, pauses: [2000, 2000], left: 1 };
  expect(await settled(slow, slow, well, [])).toEqual(answer);
});

/** Started at that time, and not asked yet. */
function fresh(StartedAt: string): FoundContainer {
  const { container, ...rest } = found("starting", FAILED, 30);
  const Health = { Status: "starting", FailingStreak: 0, Log: [] };
  const State = { ...structuredClone(container.State), StartedAt, Health };
  return { ...rest, container: { ...container, State } };
}

it("asks again where the Engine has made no check yet", async () => {
  const well = [found("healthy")];
  expect(await settled([fresh("now")], well, [])).toEqual({ last: well, pauses: [2000], left: 1 });
});

it("runs the first check itself once a container has run for five seconds, without a restart", async () => {
  const answers = ["once", "once", "again", "again", "again", "again"].map((at) => [fresh(at)]);
  const asked: string[] = [];
  const last = await findSettled(
    async () => answers.shift() ?? [],
    async ({ State }) => asked.push(State.StartedAt) > 0,
    async () => undefined,
  );
  expect({ asked, left: answers.length }).toEqual({ asked: ["again"], left: 0 });
  expect(last.map(({ container }) => container.State.Health?.Status)).toEqual(["healthy"]);
});

it("believes as many timeouts as three further checks of the slowest take", async () => {
  const slow = [found("unhealthy"), found("unhealthy", FAILED, 90)];
  const answers = Array.from({ length: 50 }, () => slow);
  const { last, pauses } = await settled(...answers);
  expect(last).toEqual(slow);
  // Three times ten seconds until the check and five for it.
  expect(pauses.length * 2).toBe(46);
});
