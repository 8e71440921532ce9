/** What the health checks of a container say of its service. The gate's script judges alike. */
import type { InspectedContainer } from "./inspected.ts";

type Checked = Pick<InspectedContainer, "State" | "Config">;

/** How Docker begins to tell of a check that had no time, which says nothing about the service. */
const TIMED_OUT = ["Health check exceeded timeout", "timed out starting health check"];

/** Docker calls it unhealthy, but fewer of its last checks failed than may fail: the others timed out. */
export function isOnlySlow({ State: { Status, Health }, Config }: Checked): boolean {
  if (Status !== "running" || Health?.Status !== "unhealthy") return false;
  const { FailingStreak = 0, Log } = Health;
  const streak = FailingStreak > 0 ? (Log ?? []).slice(-FailingStreak) : [];
  const failed = streak.filter((check) => !isTimeout(check));
  return failed.length < (Config.Healthcheck?.Retries ?? 0);
}

/** An Engine before 25 asks for the first time a whole interval after the start. */
export function isNotAskedYet({ State: { Status, Health } }: Checked): boolean {
  return Status === "running" && Health?.Status === "starting" && !Health.Log?.length;
}

function isTimeout({ ExitCode, Output }: { ExitCode: number; Output: string }): boolean {
  return ExitCode === -1 && TIMED_OUT.some((beginning) => Output.startsWith(beginning));
}
