/** THANOS is lost with its Engine and its disk, and comes back by one command. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { ERROR, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { lab } from "../kit/lab.ts";
import { onPrimary, onReplica, redisIn, writeSteadily, WRITTEN } from "../kit/lab-databases.ts";
import { lose, minutesSince } from "../kit/lost-host.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const LONG = 20 * 60_000;
const redis = (command: string) => redisIn("thanos", "redis-thanos", command);
const restoreNode = () => lab.bev("restore", "--lab", "--node", "thanos", "--yes");

describe("thanos", () => {
  let refused: Run;
  let restored: Run;
  let lastWritten = 0;

  beforeAll(async () => {
    await redis("set kept yes");
    await onPrimary("create table kept (id int primary key)");
    await onPrimary("insert into kept select generate_series(1, 1000)");
    await onPrimary(WRITTEN);
    refused = await restoreNode();
    const writing = writeSteadily();
    await succeeded(lab.bev("backup", "--lab"));
    const saved = Number(await onPrimary("select max(id) from written"));
    const after = () => onPrimary("select max(id) from written").then(Number);
    await ask(after, (now) => now > saved + 10);
    const lost = Date.now();
    await lose("thanos");
    lastWritten = await writing;
    const empty = Date.now();
    restored = await restoreNode();
    console.log(
      `${restored.stdout}\nthanos: ${minutesSince(lost)} minutes from its loss, ${minutesSince(empty)} of them for the command`,
    );
  }, LONG);

  putBack(async () => {
    await redis("del kept");
    for (const on of [onReplica, onPrimary]) await on("drop table if exists kept, written");
  });

  it("is refused while its Engine is not empty", () => {
    expect(refused.output).toContain("thanos: its Engine must be empty, has bev_");
    expect(refused.code).toBe(1);
  });

  it("comes back by one command", () => {
    expect(restored.code).toBe(0);
    expect(restored.output).not.toMatch(ERROR);
    expect(restored.stdout).toMatch(/^redis-thanos +\S+Z +\d+ min/m);
    expect(restored.stdout).toMatch(/^redis-thanos +restored +\S+Z +\d+ min/m);
    expect(restored.stdout).toMatch(/^postgres +restored +\S+Z +\d+ min/m);
    expect(restored.stdout).not.toContain("postgres goes back to a backup");
    expect(restored.stdout).toMatch(/^elasticsearch +double/m);
  });

  it("has what was saved, and of PostgreSQL what was written until the loss", async () => {
    expect(await redis("get kept")).toBe("yes");
    expect(await onPrimary("select count(*) from kept")).toBe("1000");
    const found = Number(await onPrimary("select max(id) from written"));
    console.log(`${String(lastWritten - found)} of ${String(lastWritten)} rows are lost`);
    // A row each fifth of a second: less than three seconds are lost.
    expect(lastWritten - found).toBeLessThan(15);
  });

  it("has what a whole node has: a preview finds nothing to change, there and beside it", async () => {
    for (const node of ["thanos", "oracle1"]) await lab.expectNoChanges(node, "--refresh");
  });

  it("is followed by its replica, and keeps backups of ORACLE1 again", async () => {
    await onReplica("create table kept (id int primary key)");
    await onReplica(WRITTEN);
    const count = () => onReplica("select count(*) from kept");
    expect(await ask(count, (found) => found === "1000")).toBe("1000");
    const { stdout } = await succeeded(lab.bev("backups", "--lab"));
    expect(stdout).toMatch(/^oracle1 +redis +\S+Z +\d+ min +in time/m);
    expect(stdout).toMatch(/^thanos +postgres +\S+Z +\d+ min +in time/m);
  });

  it("holds nothing of the restore", async () => {
    const filter = ["--quiet", "--filter", "name=_restoring"];
    expect(await lab.docker("thanos", "volume", "ls", ...filter)).toBe("");
    const again = await restoreNode();
    expect(again.output).toContain("thanos: its Engine must be empty");
  });
});
