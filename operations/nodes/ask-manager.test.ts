/** Which Alertmanager is asked. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { askManager } from "./alerts.ts";
import type { Manager } from "./alerts.ts";
import { SilentMonitorError } from "./monitor.ts";

const configOf = (node: string) => Promise.resolve(trackedConfig(node));
const isSilent = new SilentMonitorError("oracle1/alertmanager: must answer, does not; see it");

/** Answers with its name, but for ORACLE1's. */
function answer({ node, name, host }: Manager): Promise<string> {
  if (node === "oracle1") return Promise.reject(isSilent);
  return Promise.resolve(`${name} at ${host}`);
}

it("is the platform's own", async () => {
  const lines: string[] = [];
  const name = await askManager(configOf, (one) => Promise.resolve(one.name), lines.push);
  expect([name, lines]).toEqual(["alertmanager", []]);
});

it("is the standby on its own node where that one is silent, and is named", async () => {
  const lines: string[] = [];
  const asked = await askManager(configOf, answer, (line) => lines.push(line));
  expect(asked).toBe(`alertmanager-thanos at ${trackedConfig("thanos").node.host}`);
  expect(lines).toEqual([
    "oracle1/alertmanager: must answer, does not; see it; thanos/alertmanager-thanos is asked instead",
  ]);
});

it("is no other one for another failure", async () => {
  const refuse = () => Promise.reject(new Error("no such receiver"));
  await expect(askManager(configOf, refuse, console.error)).rejects.toThrow("no such receiver");
});

it("is none where the standby is not deployed", async () => {
  const alone = (node: string) =>
    node === "oracle1" ? configOf(node) : Promise.reject(new Error("thanos: is no node of it"));
  await expect(askManager(alone, answer, console.error)).rejects.toBe(isSilent);
});
