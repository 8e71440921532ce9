/** A real agent saves what must be stopped for it: a real Neo4j is away as long as its dump takes, and runs again. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { backupPlan } from "../../../src/software/backup/index.ts";
import { softwareOf } from "../../../src/software/index.ts";
import { BackupAgent } from "../../kit/backup-agent.ts";
import { docker } from "../../kit/docker.ts";
import { run } from "../../kit/engine.ts";
import { ask } from "../../kit/patience.ts";
import { RowContainer } from "../../kit/row-container.ts";

const stage = new BackupAgent("bev_test_stopped_stage");
const neo4j = new RowContainer("neo4j", {}, { purpose: "drill" });
const site = { stack: "thanos", address: "127.0.0.1", prefix: neo4j.prefix, dataRoot: "/srv" };
const plan = backupPlan({ site, services: [neo4j.service], softwareOf });
const own = { ...plan.services[0], facts: "true" } as (typeof plan.services)[number];

beforeAll(async () => {
  await stage.prepare();
  await neo4j.startEmpty();
  await neo4j.answer(
    `export NEO4J_USERNAME=neo4j NEO4J_PASSWORD=$(sed 's/neo4j.//' /run/secrets/auth); cypher-shell 'UNWIND range(1, 1000) AS i CREATE (:Threat {id: i});'`,
  );
  const services = [
    ...plan.services,
    { ...own, service: "failing", save: "echo no room >&2; exit 3" },
    { ...own, service: "slow", save: "echo begun; sleep 300" },
  ];
  await stage.start({ ...plan, services });
});

afterAll(async () => {
  await stage.remove();
  await neo4j.remove();
});

const startedAt = () => docker("inspect", "--format", "{{.State.StartedAt}}", neo4j.name);
const isRunning = async () =>
  (await docker("inspect", "--format", "{{.State.Running}}", neo4j.name)) === "true";

/** What a save makes beside the service, and on the agent's volume. */
async function leftOvers(): Promise<string> {
  const containers = await docker("ps", "--all", "--quiet", "--filter", "label=bev.beside");
  const files = await docker("exec", stage.agent, "ls", "/var/lib/backup");
  return containers + files.replace(/cache|run\.lock|state\.json|\s/g, "");
}

it("saves Neo4j, starts it again, and a drill gets it back", async () => {
  const before = await startedAt();
  const [saved] = await stage.told("run", "neo4j");
  expect(saved).toMatchObject({ service: "neo4j", event: "saved" });
  expect(await startedAt()).not.toBe(before);
  expect(await isRunning()).toBe(true);
  expect(await leftOvers()).toBe("");
  const [snapshot] = await stage.listed();
  expect(snapshot?.facts).toContain("node.count 1000");
  expect(await stage.told("drill", "neo4j")).toMatchObject([{ event: "drilled" }]);
});

it("starts it again after a save that fails", async () => {
  const before = await startedAt();
  const [failed] = await stage.told("run", "failing");
  expect(failed?.why).toBe(`${neo4j.name}_save: its script ended with 3: no room`);
  expect(await startedAt()).not.toBe(before);
  expect(await isRunning()).toBe(true);
  expect(await leftOvers()).toBe("");
});

it("starts it again after it was killed itself", async () => {
  const killed = stage.told("run", "slow");
  await ask(
    () => run("docker", ["top", `${neo4j.name}_save`, "-eo", "pid,args"]),
    ({ stdout }) => stdout.includes("sleep 300"),
  );
  expect(await isRunning()).toBe(false);
  await docker("kill", "--signal", "KILL", stage.agent);
  await killed;
  expect(await isRunning()).toBe(false);
  // It would save that one again.
  stage.plan(plan);
  await docker("start", stage.agent);
  expect(await ask(isRunning, Boolean)).toBe(true);
  expect(await ask(leftOvers, (found) => found === "")).toBe("");
  expect(await stage.listed()).toHaveLength(1);
});
