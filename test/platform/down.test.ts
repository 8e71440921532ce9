/** The end of the lab: nothing is left on the machine. */
import { expect, it } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { RUNTIME } from "../../lab/node.ts";
import { sharesFolder } from "../../lab/target.ts";
import { answered, run, succeeded } from "../kit/engine.ts";
import { lab } from "../kit/lab.ts";

async function output(program: string, ...args: string[]): Promise<string> {
  return (await answered(run(program, args))).stdout.trim();
}

it("leaves no process, network, mount or folder", async () => {
  const removed = await succeeded(lab.bev("lab", "down"));
  expect(removed.output).toContain("removed: hosts, containers, images, volumes, networks");
  expect(await output("ip", "netns", "list")).not.toMatch(/^bev-/m);
  expect(await output("ip", "-o", "link")).not.toContain("bev-lab");
  const listed = await output("ps", "-eo", "stat=,args=");
  const left = listed.split("\n").filter((line) => /bev-lab|\.bev\/lab/.test(line));
  // Ended, and nobody has asked for its status.
  expect(left.filter((line) => !line.startsWith("Z"))).toEqual([]);
  expect(readFileSync("/proc/mounts", "utf8")).not.toMatch(/bev-lab|\.bev\/lab/);
  const data = path.join(lab.directory, ".bev", "lab");
  const shares = sharesFolder({ directory: path.join(data, "stacks") });
  expect([RUNTIME, data, shares].filter((folder) => existsSync(folder))).toEqual([]);
});
