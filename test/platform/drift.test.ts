/** `bev drift` over ssh: what was changed on a node by hand. Each property has its case in test:docker. */
import { expect, it } from "@jest/globals";
import { answered } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";

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

it("leaves what it finds where Prometheus reads it", async () => {
  const container = containerOf("redis-thanos");
  const limit = (pids: string) => lab.docker("thanos", "update", "--pids-limit", pids, container);
  await limit("100");
  expect((await lab.bev("drift", "--publish", "--lab")).code).toBe(2);
  const isThere = (found: Record<string, string>) => Object.keys(found).length === 3;
  const changed = await ask(published, (found) => isThere(found) && found["thanos"] === "1");
  await limit("2048");
  await answered(lab.bev("drift", "--publish", "--lab"));
  const mended = await ask(published, (found) => isThere(found) && found["thanos"] === "0");
  expect([changed, mended]).toEqual([
    { oracle1: "0", thanos: "1", starlord: "0" },
    { oracle1: "0", thanos: "0", starlord: "0" },
  ]);
});

/** By node, how many containers differ, as Prometheus has it. */
async function published(): Promise<Record<string, string>> {
  const url = "http://127.0.0.1:9090/api/v1/query?query=bev_drift_containers";
  const answer = await lab.exec("oracle1", "prometheus", "wget", "-q", "-O", "-", url);
  const { data } = JSON.parse(answer) as {
    data: { result: { metric: { node: string }; value: [number, string] }[] };
  };
  return Object.fromEntries(data.result.map(({ metric, value }) => [metric.node, value[1]]));
}
