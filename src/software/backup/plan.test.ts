/** What the agent of a node saves, and what it does not. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../../test/kit/site.ts";
import { backupStore } from "../backup-store/index.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { Backup } from "../backup.ts";
import type { DataContext, Software } from "../software.ts";
import { backupPlan, keepsData, unsavedReason, withBackupNeeds } from "./index.ts";

const product: Backup = {
  save: ({ service, members }) => `save ${service.name} of ${String(members)}`,
  restore: () => "restore",
  facts: () => "facts",
  into: "volume",
};
const site = { stack: "thanos", address: "100.64.0.1", prefix: "bev_", dataRoot: "/srv" };
const redis = serviceLike("redis");
const nginx = serviceLike("nginx");

const planned = (software: Software) =>
  backupPlan({ site, services: [redis, nginx], softwareOf: () => software }).services;

it("is each service with data whose product says how", () => {
  expect(planned({ backup: product })).toEqual([
    {
      ...{ service: "redis", container: "bev_redis", into: "volume" },
      ...{ save: "save redis of 1", restore: "restore", facts: "facts" },
    },
  ]);
});

it("tells a member of a cluster how many there are", () => {
  const two = [redis, { ...redis, name: "redis-2" }];
  const software = { backup: product, cluster: () => ({}) };
  const { services } = backupPlan({ site, services: two, softwareOf: () => software });
  expect(services.map(({ save }) => save)).toEqual(["save redis of 2", "save redis-2 of 2"]);
  // None of them starts alone.
  expect(services[0]?.undrilled).toBe("its cluster has 2 members, and a drill one");
});

it("tells how a product differs: stopped for a save, nothing started for its facts, not drilled", () => {
  const differs = { stopped: true, resting: true, undrilled: "it comes back sealed" } as const;
  expect(planned({ backup: { ...product, ...differs } })).toMatchObject([differs]);
});

const needs = { "sys/storage": ["read"] } as const;
const saver: Service = { ...redis, name: "saver", vault: { backups: true }, volumes: [] };
const vaultAgent: Service = { ...nginx, name: "vault-agent" };

it("has a token of Vault where its row asks for one and an agent brings it", () => {
  const softwareOf = () => ({ backup: { ...product, token: needs } });
  const of = (services: Service[]) => backupPlan({ site, services, softwareOf }).services;
  expect(of([redis, saver, vaultAgent])).toMatchObject([{ service: "redis", token: true }]);
  expect(of([redis, saver])).toEqual([]);
  expect(of([redis, vaultAgent])).toEqual([]);
});

it("may ask Vault what the products want that it saves, and nothing else", () => {
  const softwareOf = ({ name }: Service): Software =>
    name === "nginx"
      ? { backup: { ...product, token: { other: ["list"] } } }
      : { backup: { ...product, token: needs } };
  const [agent, saved] = withBackupNeeds([saver, redis, nginx], softwareOf);
  expect(agent?.vaultNeeds).toEqual(needs);
  expect(saved?.vaultNeeds).toBeUndefined();
});

it.each<[string, Backup | undefined]>([
  ["nothing says how its product is saved", undefined],
  ["it needs a token of Vault, which the agent does not have", { ...product, token: needs }],
])("leaves out what it cannot save: %s", (why, backup) => {
  expect(unsavedReason(backup, [redis])).toBe(why);
  expect(planned(backup ? { backup } : {})).toEqual([]);
});

it("leaves out what can be done without, or is on another node already", () => {
  const volume = { name: "data", path: "/data" };
  expect(keepsData({ volumes: [{ ...volume, backup: "none" }] })).toBe(false);
  expect(keepsData({ volumes: [{ ...volume, backup: "replicated" }] })).toBe(false);
  expect(keepsData({ volumes: [{ ...volume, backup: "rdb-copy" }] })).toBe(true);
});

it("lets those log in to a store whose verifier is known", () => {
  const logins = [
    { user: "thanos", secret: "backup-thanos/login" },
    { user: "oracle1", secret: "backup-oracle1/login" },
  ];
  const context = { verifiers: { "backup-thanos/login": "{SHA}abc=" } } as unknown as DataContext;
  const script = backupStore.data?.({ engine: "backup-store", logins }, context);
  expect(script).toContain("<<'END'\nthanos:{SHA}abc=\nEND\n");
});
