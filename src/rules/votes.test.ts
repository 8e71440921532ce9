import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { voteAt, voteFaults } from "./votes.ts";

const row = (name: string, node: string, changes: object = {}) => ({
  ...{ name, node, enabled: true, ports: [] as { purpose: string; external: number }[] },
  ...changes,
});
const vote = (node: string, enabled = true) =>
  row("vote", node, { enabled, ports: [{ purpose: "vote", external: 8490 }] });
const watch = (enabled = true) =>
  row("watch", "oracle1", { enabled, data: { engine: "failover" } });
const faults = (...rows: ReturnType<typeof row>[]) => formatFaults(voteFaults(rows));

it("finds the vote that is on", () => {
  const addressOf = (stack: string) => `${stack}.test`;
  const [off, on] = [vote("edge-us-east", false), vote("edge-us-west")];
  expect(voteAt([watch(), off, on], addressOf)).toBe("edge-us-west.test:8490");
  expect(voteAt([watch(), off], addressOf)).toBeUndefined();
});

it.each([
  ["nothing of it", []],
  ["a watch that is off", [watch(false)]],
  ["a vote that nobody acts by yet", [vote("edge-us-east")]],
  ["both", [watch(), vote("edge-us-east"), vote("edge-us-west", false)]],
])("has nothing against %s", (_what, rows) => {
  expect(faults(...rows)).toBe("");
});

it("refuses a watch without a vote, on every stack that knows of it", () => {
  expect(faults(watch(), vote("edge-us-east", false))).toBe(
    "oracle1/watch: must have a third vote as long as it runs, has none; run npx bev up oracle1 first, which ends it, " +
      "or npx bev edge enable <region> --votes",
  );
});

it("refuses a second vote", () => {
  expect(faults(vote("edge-us-east"), vote("edge-us-west"))).toBe(
    ["edge-us-east", "edge-us-west"]
      .map(
        (node) =>
          `${node}/vote: must be the only third vote, got vote on edge-us-east, vote on edge-us-west; ` +
          "let one region vote: npx bev edge enable <region> without --votes for the others",
      )
      .join("\n"),
  );
});
