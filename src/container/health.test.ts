import { expect, it } from "@jest/globals";
import { isOnlySlow } from "./health.ts";
import type { InspectedContainer } from "./inspected.ts";

const GOOD = { ExitCode: 0, Output: "" };
const FAILED = { ExitCode: 1, Output: "connection refused" };
const TIMED_OUT = { ExitCode: -1, Output: "Health check exceeded timeout (5s)" };
const NOT_STARTED = { ExitCode: -1, Output: "timed out starting health check for container 4fc2" };
const NOT_FOUND = { ExitCode: -1, Output: "OCI runtime exec failed: no such file or directory" };

type Log = { ExitCode: number; Output: string }[];

function inspected(
  Log: Log,
  FailingStreak: number,
  { status = "running", check = "unhealthy" } = {},
) {
  return {
    State: { Status: status, ExitCode: 0, Health: { Status: check, FailingStreak, Log } },
    Config: { Healthcheck: { Retries: 3 } },
  } as Pick<InspectedContainer, "State" | "Config"> as InspectedContainer;
}

it.each<[string, Log, number, boolean]>([
  ["timeouts alone", [GOOD, TIMED_OUT, TIMED_OUT, NOT_STARTED], 3, true],
  ["more timeouts than Docker remembers", Array.from({ length: 5 }, () => TIMED_OUT), 90, true],
  ["two failures among timeouts", [FAILED, TIMED_OUT, FAILED], 3, true],
  ["failures of the start period", [FAILED, FAILED, TIMED_OUT, TIMED_OUT, TIMED_OUT], 3, true],
  ["three failures among timeouts", [FAILED, TIMED_OUT, FAILED, FAILED], 4, false],
  ["failures", [FAILED, FAILED, FAILED], 3, false],
  ["a command that is absent", [NOT_FOUND, NOT_FOUND, NOT_FOUND], 3, false],
])("judges %s", (_what, log, streak, expected) => {
  expect(isOnlySlow(inspected(log, streak))).toBe(expected);
});

it.each([
  { check: "healthy" },
  { check: "starting" },
  { status: "exited" },
  { status: "restarting" },
])("finds nothing slow in a container that is %j", (state) => {
  expect(isOnlySlow(inspected([TIMED_OUT, TIMED_OUT, TIMED_OUT], 3, state))).toBe(false);
});

it("finds nothing slow in a container without a check", () => {
  const { State, Config } = inspected([], 0);
  expect(isOnlySlow({ State: { ...State, Health: null }, Config })).toBe(false);
});
