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
    async (milliseconds) => pauses.push(milliseconds),
  );
  return { last, pauses, left: left.length };
}

it("takes the first answer when no check timed out", async () => {
  const answer = [found("healthy"), found("unhealthy", FAILED), found("starting")];
  expect(await settled(answer, [])).toEqual({ last: answer, pauses: [], left: 1 });
});

it("asks again after the next check of the slowest", async () => {
  const slow = [
    found("unhealthy"),
    found("unhealthy", TIMED_OUT, 30),
    found("unhealthy", FAILED, 90),
  ];
  const well = [found("healthy")];
  expect(await settled(slow, well, [])).toEqual({ last: well, pauses: [35_000], left: 1 });
});

it("asks again where the Engine has made no check yet", async () => {
  const { container, ...rest } = found("starting", FAILED, 30);
  const fresh = { ...rest, container: structuredClone(container) };
  fresh.container.State.Health = { Status: "starting", FailingStreak: 0, Log: [] };
  const well = [found("healthy")];
  expect(await settled([fresh], well, [])).toEqual({ last: well, pauses: [35_000], left: 1 });
});

it("believes three further checks that timed out", async () => {
  const slow = [found("unhealthy")];
  const { last, pauses, left } = await settled(slow, slow, slow, slow, []);
  expect([last, pauses, left]).toEqual([slow, [15_000, 15_000, 15_000], 1]);
});
