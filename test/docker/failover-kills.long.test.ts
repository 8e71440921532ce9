/** kill -9 in each step of a failover and of its way back: the same command, given again, ends well. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { failbackSteps, keptDatabase } from "../../operations/failover/failback.ts";
import { failoverSteps } from "../../operations/failover/failover.ts";
import { failoverOf } from "../../operations/failover/journal.ts";
import { root } from "../kit/engine.ts";
import {
  endScene,
  follows,
  pair,
  promotion,
  runSteps,
  sql,
  startScene,
  thanos,
  tokens,
  wayBack,
  write,
} from "../kit/failover-scene.ts";
import { firstBegun, lastAcknowledged, turnsOf } from "../kit/token-writer.ts";

const LONG = 10 * 60_000;
/** By step, how many milliseconds after it began. The last step of the way back has two commands of its own that take longest. */
const POINTS = {
  failover: [
    [0, 0],
    [0, 500],
    [1, 200],
    [2, 1000],
    [3, 0],
    [3, 300],
    [4, 0],
  ],
  failback: [
    [0, 300],
    [1, 500],
    [1, 1500],
    [2, 500],
    [3, 0],
    [3, 1500],
    [4, 200],
    [5, 0],
    [5, 3000],
  ],
} as const;
const points = Object.entries(POINTS).flatMap(([verb, all]) =>
  all.map(([step, after]) => ({ verb, step, after })),
);

beforeAll(startScene, LONG);
afterAll(endScene);

/** As a person's machine that loses power: what it has begun on an Engine goes on there. */
async function killed(verb: string, step: number, after: number): Promise<void> {
  const child = spawn(process.execPath, ["test/kit/failover-runner.ts", verb], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let said = "";
  child.stdout.on("data", (data: Buffer) => (said += data.toString()));
  while (!said.split("\n").includes(String(step)) && child.exitCode === null) await sleep(20);
  await sleep(after);
  child.kill("SIGKILL");
  expect(await exit).toEqual([null, "SIGKILL"]);
}

it.each(points)(
  "$verb, killed $after ms after its step $step began",
  async ({ verb, step, after }) => {
    const { end } = await write(`${verb}-${String(step)}-${String(after)}`);
    await sleep(2000);
    if (verb === "failover") await killed(verb, step, after);
    await runSteps(failoverSteps(pair, promotion));
    const { failover } = await wayBack();
    await sleep(2000);
    const returned = Date.now() / 1000;
    if (verb === "failback") await killed(verb, step, after);
    await runSteps(await failbackSteps(pair, await wayBack()));
    await sleep(2000);
    const writes = await end();
    await follows();
    expect(await failoverOf(pair)).toBeUndefined();

    const turns = turnsOf(writes, returned);
    expect(lastAcknowledged(turns.before)).toBeLessThan(firstBegun(turns.during));
    expect(lastAcknowledged(turns.during)).toBeLessThan(firstBegun(turns.after));
    const held = await tokens(thanos);
    // THANOS was stopped in order: its replica got everything before.
    expect(writes.filter(({ token }) => !held.has(token))).toEqual([]);
    await sql(thanos, `drop database ${keptDatabase(pair, failover)}`, "postgres");
  },
  LONG,
);
