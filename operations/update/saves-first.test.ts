/** When services are saved in an update of several stacks, with programs that write down what they are asked. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { contractWith } from "../../test/kit/deployed-stack.ts";
import { archive } from "../../src/container/delivery.ts";
import { CONTAINER, SERVICE_LABEL } from "../../src/lib/resources.ts";
import { trackedSettings } from "../project.ts";
import { runStacks } from "./run.ts";
import { SavesFirst } from "./saves-first.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-saves-"));
const log = path.join(directory, "log");
const state = path.join(directory, "state.json");
const broken = path.join(directory, "broken");
const { PATH } = process.env;

/** Gives every stack the same state. */
const PULUMI = `#!/bin/sh
case $* in "stack export"*) cp ${state} "$6" ;; esac
`;

/** The agent saves what it is asked for, except what is broken; no node is isolated or failed over. */
const DOCKER = `#!/bin/sh
[ "$1" = exec ] || exit 1
shift 4
echo "save $*" >>${log}
for service; do
  if [ "$service" = "$(cat ${broken})" ]; then echo "{\\"service\\":\\"$service\\",\\"event\\":\\"failed\\",\\"why\\":\\"no room\\"}"
  else echo "{\\"service\\":\\"$service\\",\\"event\\":\\"saved\\"}"; fi
done
`;

const saved = ["postgres", "redis", "neo4j"].map((service) => ({ service }));
const inputsOf = (service: string, definition = "1") => ({
  labels: [
    { label: SERVICE_LABEL, value: service },
    { label: "bev.config-hash", value: definition },
  ],
});

beforeAll(async () => {
  writeFileSync(path.join(directory, "pulumi"), PULUMI, { mode: 0o755 });
  writeFileSync(path.join(directory, "docker"), DOCKER, { mode: 0o755 });
  for (const stack of ["oracle1", "thanos"]) {
    const config = trackedSettings(stack);
    writeFileSync(path.join(directory, `Pulumi.${stack}.yaml`), stringify({ config }));
  }
  const stdin = await archive(
    [{ name: "backup.json", content: JSON.stringify({ node: "", late: 1, services: saved }) }],
    { uid: 0, gid: 0, mode: 0o444 },
  );
  const resources = [
    {
      urn: "config",
      type: "",
      parent: "agent",
      inputs: { create: "deliver configuration /", stdin },
    },
    { urn: "agent", type: CONTAINER, parent: "agent", inputs: { name: "bev_agent" } },
    ...saved.map(({ service }) => ({ urn: service, type: CONTAINER, inputs: inputsOf(service) })),
  ];
  writeFileSync(state, JSON.stringify({ version: 3, deployment: { resources } }));
  process.env["PATH"] = `${directory}:${PATH ?? ""}`;
});

afterAll(() => {
  process.env["PATH"] = PATH;
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  for (const file of [log, broken]) writeFileSync(file, "");
});

const note = (line: string) => {
  writeFileSync(log, `${line}\n`, { flag: "a" });
};
const done = () => readFileSync(log, "utf8").trim().split("\n");

/** @param plans services whose containers each preview replaces; the last one goes on */
function stackOf(name: "oracle1" | "thanos", plans: string[][], publishes = false): Stack {
  let contract = contractWith(name);
  const replace = (service: string, onEvent: (event: EngineEvent) => void) => {
    const facts = (definition: string) => ({ inputs: inputsOf(service, definition), parent: "" });
    const metadata = {
      ...{ op: "replace", urn: service, type: CONTAINER },
      ...{ old: facts("1"), new: facts("2") },
    };
    onEvent({ resourcePreEvent: { metadata } } as unknown as EngineEvent);
  };
  return {
    workspace: { workDir: directory, envVars: {} },
    outputs: () => Promise.resolve({ contract: { value: contract, secret: false } }),
    preview: ({
      onEvent,
      refresh,
    }: {
      onEvent: (event: EngineEvent) => void;
      refresh?: boolean;
    }) => {
      note(`plan ${name}${refresh ? " as it runs" : ""}`);
      for (const service of (plans.length > 1 ? plans.shift() : plans[0]) ?? [])
        replace(service, onEvent);
      return Promise.resolve();
    },
    up: () => {
      note(`update ${name}`);
      if (publishes) contract = { ...contract, address: "100.64.0.99" };
      return Promise.resolve();
    },
  } as unknown as Stack;
}

it("plans and saves on all nodes before the first is changed", async () => {
  const stacks = new Map([
    ["oracle1", stackOf("oracle1", [["redis"]])],
    ["thanos", stackOf("thanos", [["neo4j", "postgres"]])],
  ]);
  await runStacks("up", stacks, undefined, new SavesFirst([]));
  const lines = done();
  expect(lines.slice(0, 2).toSorted()).toEqual([
    ...["plan oracle1 as it runs", "plan thanos as it runs"],
  ]);
  expect(lines.slice(2, 4).toSorted()).toEqual(["save postgres neo4j", "save redis"]);
  expect(lines.slice(4)).toEqual(["update oracle1", "update thanos"]);
});

it("changes nothing where one cannot be saved, and says which", async () => {
  writeFileSync(broken, "redis");
  const stacks = new Map([["thanos", stackOf("thanos", [["postgres", "redis"]])]]);
  await expect(runStacks("up", stacks, undefined, new SavesFirst([]))).rejects.toThrow(
    "thanos/redis: must be saved before it is replaced or removed, was not (no room); nothing was changed; " +
      "mend it, or go on without a backup of now: the same command with --unsaved redis",
  );
  expect(done()).toEqual(["plan thanos as it runs", "save postgres redis"]);
});

it("goes on without those that are named, and saves the others", async () => {
  const first = new SavesFirst(["redis"]);
  const stacks = new Map([["thanos", stackOf("thanos", [["postgres", "redis"]])]]);
  await runStacks("up", stacks, undefined, first);
  expect(done()).toEqual(["plan thanos as it runs", "save postgres", "update thanos"]);
  expect(first.lines).toEqual([
    "thanos saves first what is replaced or removed: postgres",
    "thanos does not save first, as --unsaved says: redis",
  ]);
});

it("refuses a name of nothing that is saved", async () => {
  const stacks = new Map([["thanos", stackOf("thanos", [[]])]]);
  await expect(runStacks("up", stacks, undefined, new SavesFirst(["redos"]))).rejects.toThrow(
    '--unsaved: must name services that the agents of thanos save, got "redos"; npx bev backups lists them',
  );
  expect(done()).toEqual([""]);
});

it("plans a node once more where one before it has published something else, and saves what is new", async () => {
  const stacks = new Map([
    ["oracle1", stackOf("oracle1", [[]], true)],
    ["thanos", stackOf("thanos", [["redis"], ["redis", "neo4j"]])],
  ]);
  await runStacks("up", stacks, undefined, new SavesFirst([]));
  expect(done().slice(2)).toEqual([
    ...["save redis", "update oracle1", "plan thanos as it runs", "save neo4j", "update thanos"],
  ]);
});

it("leaves that node as it is where what is new cannot be saved", async () => {
  writeFileSync(broken, "neo4j");
  const stacks = new Map([
    ["oracle1", stackOf("oracle1", [[]], true)],
    ["thanos", stackOf("thanos", [[], ["neo4j"]])],
  ]);
  const results = await runStacks("up", stacks, undefined, new SavesFirst([]));
  expect(results.map(({ stack, failed, errors }) => [stack, failed, errors])).toEqual([
    ["oracle1", false, []],
    [
      "thanos",
      true,
      [
        "thanos/neo4j: must be saved before it is replaced or removed, was not (no room); thanos was not updated; " +
          "mend it, or go on without a backup of now: the same command with --unsaved neo4j",
      ],
    ],
  ]);
  expect(done()).not.toContain("update thanos");
});

it("plans and saves nothing without being asked to, as within other verbs", async () => {
  await runStacks("up", new Map([["thanos", stackOf("thanos", [["redis"]])]]));
  expect(done()).toEqual(["update thanos"]);
});
