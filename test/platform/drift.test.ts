/** `bev drift` over ssh: what was changed on a node by hand. Each property has its case in test:docker. */
import { expect, it } from "@jest/globals";
import { containerOf, lab } from "../kit/lab.ts";

it("shows what docker update changed as a table, and ends with code 2", async () => {
  const container = containerOf("redis-thanos");
  await lab.docker("thanos", "update", "--pids-limit", "100", container);
  const { code, stdout } = await lab.bev("drift", "--lab", "thanos");
  await lab.docker("thanos", "update", "--pids-limit", "2048", container);
  expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["node", "container", "field", "expected", "found"],
    ["thanos", container, "pidsLimit", "2048", "100"],
    [""],
  ]);
  expect(code).toBe(2);
});

it("finds a container of ours that should not be there, and leaves others alone", async () => {
  const { Image } = await lab.inspectOne("starlord", "staging-redis");
  const create = (name: string, ...flags: string[]) =>
    lab.docker("starlord", "create", "--name", name, ...flags, Image);
  await create("bev_test_stray", "--label", "bev.stack=starlord");
  await create("bev_test_foreign");
  const { stdout } = await lab.bev("drift", "--lab", "--json", "starlord");
  await lab.docker("starlord", "rm", "--volumes", "bev_test_stray", "bev_test_foreign");
  expect(JSON.parse(stdout)).toEqual([
    {
      node: "starlord",
      container: "bev_test_stray",
      field: "container",
      expected: "absent",
      found: "created",
    },
  ]);
});
