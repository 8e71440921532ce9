/** What becomes of the state after an update, with programs that write down what they are asked. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { trackedSettings } from "../project.ts";
import { keepStates, offerStates } from "./keep-states.ts";
import type { Result } from "./stack-operation.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-states-"));
const log = path.join(directory, "log");
const answers = path.join(directory, "answers");
const { PATH } = process.env;

const PULUMI = `#!/bin/sh
echo "$*" >>${log}
[ ! -e ${answers}/backend ] || { echo "error: no such backend" >&2; exit 1; }
echo "{\\"of\\":\\"$4\\"}"
`;

/** An agent takes what comes in, unless a script with the name of its container says otherwise. */
const DOCKER = `#!/bin/sh
echo "$DOCKER_HOST $* $(cat)" >>${log}
[ ! -e ${answers}/$3 ] || . ${answers}/$3
`;

beforeAll(() => {
  writeFileSync(path.join(directory, "pulumi"), PULUMI, { mode: 0o755 });
  writeFileSync(path.join(directory, "docker"), DOCKER, { mode: 0o755 });
  process.env["PATH"] = `${directory}:${PATH ?? ""}`;
});

afterAll(() => {
  process.env["PATH"] = PATH;
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  writeFileSync(log, "");
  rmSync(answers, { recursive: true, force: true });
  mkdirSync(answers);
});

const answer = (who: string, script: string) => {
  writeFileSync(path.join(answers, who), script);
};
const asked = () => readFileSync(log, "utf8").trim().split("\n").toSorted();

const agents = [
  { node: "oracle1", host: "ssh://o", container: "agent-o", keeper: "thanos" },
  { node: "thanos", host: "ssh://t", container: "agent-t", keeper: "oracle1" },
];
const offered = (...stacks: string[]) =>
  offerStates(agents, { project: directory, environment: {} }, stacks);

it("sends each state to each agent, read once and encrypted", async () => {
  expect(await offered("oracle1", "thanos")).toBe("saved by the agents of oracle1 and thanos");
  expect(asked()).toEqual([
    'ssh://o exec --interactive agent-o backup put state-oracle1 {"of":"oracle1"}',
    'ssh://o exec --interactive agent-o backup put state-thanos {"of":"thanos"}',
    'ssh://t exec --interactive agent-t backup put state-oracle1 {"of":"oracle1"}',
    'ssh://t exec --interactive agent-t backup put state-thanos {"of":"thanos"}',
    "stack export --stack oracle1 --non-interactive",
    "stack export --stack thanos --non-interactive",
  ]);
});

const AWAY =
  "100.64.0.2:8485: must answer, does not: Head https://100.64.0.2:8485/: connection refused";

it.each([
  ["is not there", "echo 'Error: No such container: agent-o' >&2; exit 1", "which does not answer"],
  [
    "is on a node that is off",
    "echo 'Cannot connect to the Docker daemon at ssh://o.' >&2; exit 1",
    "which does not answer",
  ],
  [
    "takes too long",
    "kill -9 $$",
    "which has no answer after 30 s: it or its store on thanos is away or busy",
  ],
  [
    "has lost its store",
    `echo '${AWAY}' >&2; exit 1`,
    "which says that its store on thanos does not answer",
  ],
  [
    "says something else",
    "echo 'restic backup: exit status 1: Fatal: no room' >&2; exit 1",
    "which says: restic backup: exit status 1: Fatal: no room",
  ],
])("names an agent that %s, and asks it once", async (_what, script, why) => {
  answer("agent-o", script);
  expect(await offered("oracle1", "thanos")).toBe(
    `saved by the agent of thanos; not saved by the agent of oracle1, ${why}; npx bev backup saves it later`,
  );
  expect(asked().filter((line) => line.includes("agent-o"))).toHaveLength(1);
});

/** Of stacks whose files have these services alone; all without any. */
function stacksWith(services?: object): Map<string, Stack> {
  for (const stack of ["oracle1", "thanos", "starlord"]) {
    const settings = trackedSettings(stack);
    const config = services ? { ...settings, "bev:services": services } : settings;
    writeFileSync(path.join(directory, `Pulumi.${stack}.yaml`), stringify({ config }));
  }
  const stack = { workspace: { workDir: directory, envVars: {} } } as unknown as Stack;
  return new Map(["oracle1", "thanos", "starlord"].map((name) => [name, stack]));
}

function result(stack: string, of: Partial<Result> = {}): Result {
  return {
    ...{ stack, changes: { same: 300, read: 1 }, errors: [], notes: [], replaced: [], broken: [] },
    ...{ seconds: 20, failed: false, interrupted: false, ...of },
  };
}

const stacksSent = () =>
  asked().flatMap((line) => /^stack export --stack (\w+)/.exec(line)?.[1] ?? []);

it.each([
  ["changed something", { changes: { same: 300, update: 1 } }, ["thanos"]],
  ["failed half done", { changes: { same: 9, create: 1 }, failed: true }, ["thanos"]],
  ["ended before it could tell", { changes: {}, failed: true }, ["thanos"]],
  ["changed nothing", {}, []],
  ["failed before it changed anything", { failed: true }, []],
  ["was refused", { changes: {}, failed: true, seconds: 0 }, []],
])("keeps the state of a stack whose update %s", async (_what, of, sent) => {
  await keepStates(stacksWith(), [result("oracle1"), result("thanos", of)]);
  expect(stacksSent()).toEqual(sent);
  expect(asked().filter((line) => line.includes(" put state-thanos"))).toHaveLength(
    2 * sent.length,
  );
});

it("keeps the state of a node on demand, whose own agent is not asked", async () => {
  await keepStates(stacksWith(), [result("starlord", { changes: { update: 1 } })]);
  const puts = asked().filter((line) => line.includes(" put state-starlord"));
  expect(puts.map((line) => / (bev_\w+) /.exec(line)?.[1])).toEqual([
    ...["bev_backup_oracle1", "bev_backup_thanos"],
  ]);
});

it("does nothing where no agent is deployed", async () => {
  const off = { enabled: false };
  const stacks = stacksWith({ "backup-oracle1": off, "backup-thanos": off });
  await keepStates(stacks, [result("thanos", { changes: { update: 1 } })]);
  expect(asked()).toEqual([""]);
});

it("fails for nothing: neither a backend that is away nor a file with faults", async () => {
  const stacks = stacksWith();
  answer("backend", "");
  writeFileSync(path.join(directory, "Pulumi.thanos.yaml"), "config: [");
  await keepStates(stacks, [result("oracle1", { changes: { update: 1 } })]);
  expect(stacksSent()).toEqual(["oracle1"]);
});
