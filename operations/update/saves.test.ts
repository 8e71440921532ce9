/** Which services are saved for which plan, and what is said where one cannot be. */
import { describe, expect, it } from "@jest/globals";
import { archive, renderDelivery } from "../../src/container/delivery.ts";
import { formatFaults } from "../../src/lib/faults.ts";
import { CONTAINER, SERVICE_LABEL, VOLUME } from "../../src/lib/resources.ts";
import type { ConfigFile } from "../../src/software/software.ts";
import type { Action, PlannedResource } from "../review/plan.ts";
import type { StateResource } from "../state/state-document.ts";
import { agentIn, endingServices, namesOf, unsavedFaults } from "./saves.ts";

const SAVED = ["postgres", "redis", "neo4j", "kafka-1", "kafka-2"].map((service) => ({ service }));

type Kind = typeof CONTAINER | typeof VOLUME;

function inputsOf(service: string, definition: string): Record<string, unknown> {
  const labels = { [SERVICE_LABEL]: service, "bev.config-hash": definition };
  return {
    name: `bev_${service}`,
    labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
  };
}

function recorded(type: Kind, service: string, more: Partial<StateResource> = {}): StateResource {
  return { urn: `${type}::${service}`, type, inputs: inputsOf(service, "1"), ...more };
}

function planned(type: Kind, service: string, action: Action, definition = "1"): PlannedResource {
  const facts = { parent: "", isProtected: false, isRetained: false };
  const after = { ...facts, inputs: inputsOf(service, definition) };
  const urn = `${type}::${service}`;
  return { urn, type, name: service, action, ...(action !== "deleted" && { after }) };
}

const ended = (before: StateResource[], plan: PlannedResource[]) =>
  endingServices(before, plan, SAVED).map(({ service }) => service);

describe("a service with backups is saved first", () => {
  it.each<[string, Kind, Action, string[]]>([
    ["whose container is replaced", CONTAINER, "replaced", ["redis"]],
    ["whose container is removed", CONTAINER, "deleted", ["redis"]],
    ["whose volume is replaced", VOLUME, "replaced", ["redis"]],
    ["whose volume is removed", VOLUME, "deleted", ["redis"]],
    ["but not one that stays", CONTAINER, "same", []],
    ["but not one that is changed while it runs", CONTAINER, "changed", []],
    ["but not one whose volume is made once more, for its data is gone", VOLUME, "created", []],
  ])("%s", (_which, type, action, expected) => {
    expect(ended([recorded(type, "redis")], [planned(type, "redis", action, "2")])).toEqual(
      expected,
    );
  });

  it.each<[string, string, string[]]>([
    ["as the same version: it comes back with its data", "1", []],
    ["as another version, which may change the data", "2", ["redis"]],
  ])("where it does not run and is made again %s", (_how, definition, expected) => {
    const plan = planned(CONTAINER, "redis", "created", definition);
    expect(ended([recorded(CONTAINER, "redis")], [plan])).toEqual(expected);
  });

  it("but not one that is replaced by the same version", () => {
    const plan = planned(CONTAINER, "redis", "replaced", "1");
    expect(ended([recorded(CONTAINER, "redis")], [plan])).toEqual([]);
  });

  it("not again after an update that was cut short has saved and removed it", () => {
    for (const cut of [{ pendingReplacement: true }, { delete: true }])
      expect(
        ended([recorded(CONTAINER, "redis", cut)], [planned(CONTAINER, "redis", "replaced", "2")]),
      ).toEqual([]);
  });

  it("not at its first deployment", () => {
    expect(ended([], [planned(CONTAINER, "redis", "created")])).toEqual([]);
  });

  it("not where nothing of it is saved", () => {
    expect(
      ended([recorded(CONTAINER, "nginx")], [planned(CONTAINER, "nginx", "replaced", "2")]),
    ).toEqual([]);
  });

  it("each once, in the agent's order, whatever of it ends", () => {
    const of = (type: Kind, ...names: string[]) => ({
      before: names.map((one) => recorded(type, one)),
      plan: names.map((one) => planned(type, one, "replaced", "2")),
    });
    const containers = of(CONTAINER, "kafka-2", "redis", "kafka-1");
    const volumes = of(VOLUME, "redis");
    expect(
      ended([...containers.before, ...volumes.before], [...containers.plan, ...volumes.plan]),
    ).toEqual(["redis", "kafka-1", "kafka-2"]);
  });
});

describe("the agent that runs", () => {
  const plan = { node: "thanos", late: 1.5, services: [{ service: "redis" }] };

  const delivered = async (file: ConfigFile): Promise<Record<string, unknown>> => ({
    ...renderDelivery("configuration /srv/bev", { host: "", stack: "", image: "", target: "" }),
    stdin: await archive([file], { uid: 0, gid: 0, mode: 0o444 }),
  });

  const stateOf = async (more: Partial<StateResource> = {}): Promise<StateResource[]> => [
    { urn: "other", type: CONTAINER, parent: "other", inputs: { name: "bev_other" } },
    { urn: "agent", type: CONTAINER, parent: "agent", inputs: { name: "bev_agent" }, ...more },
    {
      ...{ urn: "config", type: "command:local:Command", parent: "agent" },
      inputs: await delivered({ name: "backup.json", content: JSON.stringify(plan) }),
    },
  ];

  it("is found by the file that it was given, with what it saves: rows may be gone since", async () => {
    expect(await agentIn(await stateOf())).toEqual({
      container: "bev_agent",
      saved: plan.services,
    });
  });

  it("is none before its container was there, and where there is no such file", async () => {
    expect(await agentIn(await stateOf({ delete: true }))).toBeUndefined();
    expect(await agentIn((await stateOf()).slice(0, 2))).toBeUndefined();
  });
});

it("names what is saved, and what stands still for it", () => {
  expect(namesOf([{ service: "neo4j", stopped: true }, { service: "redis" }])).toBe(
    "neo4j (stopped for its dump), redis",
  );
});

it("says of each service in one line why it was not saved, and how to go on", () => {
  const faults = unsavedFaults(
    [
      { node: "thanos", service: "redis", why: "bev_redis: must run, does not" },
      { node: "thanos", service: "postgres", why: "first\nsecond" },
    ],
    "nothing was changed",
  );
  expect(formatFaults(faults).split("\n")).toEqual([
    "thanos/redis: must be saved before it is replaced or removed, was not (bev_redis: must run, does not); " +
      "nothing was changed; mend it, or go on without a backup of now: the same command with --unsaved redis,postgres",
    "thanos/postgres: must be saved before it is replaced or removed, was not (first second); " +
      "nothing was changed; mend it, or go on without a backup of now: the same command with --unsaved redis,postgres",
  ]);
});
