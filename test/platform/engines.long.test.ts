/** Engines that are killed: all services come back, with nothing changed. */
import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { labNodes } from "../../lab/node.ts";
import { succeeded } from "../kit/engine.ts";
import { lab } from "../kit/lab.ts";
import { isRunning } from "../kit/processes.ts";

/** Waits until they have ended, as systemd does before it starts them again. */
async function endEngines(signal: NodeJS.Signals): Promise<void> {
  const pids = labNodes().map(({ directory }) =>
    Number(readFileSync(path.join(directory, "dockerd.pid"), "utf8")),
  );
  for (const pid of pids) process.kill(pid, signal);
  while (pids.some(isRunning)) await sleep(500);
}

it.each(["SIGTERM", "SIGKILL"] as const)(
  "are live and ready again after a %s, without drift",
  async (signal) => {
    await endEngines(signal);
    await succeeded(lab.bev("lab", "hosts", "up"));
    await succeeded(lab.verified(10));
    await succeeded(lab.bev("drift", "--lab"));
  },
  15 * 60_000,
);

it("heals one Engine alone, and leaves the others as they are", async () => {
  const pidOf = (node: string) =>
    readFileSync(path.join("/run/bev-lab", node, "dockerd.pid"), "utf8");
  const [starlord, oracle1] = [pidOf("starlord"), pidOf("oracle1")];
  process.kill(Number(pidOf("starlord")), "SIGKILL");
  const healed = await lab.bev("lab", "hosts", "up");
  expect(healed.output).toMatch(/starlord .* (\d+) of \1 running/);
  expect(pidOf("oracle1")).toBe(oracle1);
  expect(pidOf("starlord")).not.toBe(starlord);
  // The temporary folder of this run goes with it, and the Engine stays.
  const environment = readFileSync(`/proc/${pidOf("starlord").trim()}/environ`, "utf8");
  expect(environment.split("\0")).toContain("TMPDIR=/tmp");
});
