/** What the agent of a node saves, and what it does not. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../../test/kit/site.ts";
import { backupStore } from "../backup-store/index.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { Backup } from "../backup.ts";
import type { DataContext, Software } from "../software.ts";
import { backupPlan, keepsData, unsavedReason, withBackupNeeds } from "./index.ts";

const product: Backup = {
  save: ({ service }) => `save ${service.name}`,
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
      ...{ save: "save redis", restore: "restore", facts: "facts" },
    },
  ]);
});

it("tells what a member of a cluster has otherwise where it starts alone, and of no other", () => {
  const software: Software = {
    backup: product,
    cluster: ({ name }, { members, address }) => ({
      VOTERS: members.map((one) => one.name).join(),
      ID: `${name}@${address}`,
    }),
  };
  const env = { VOTERS: "redis,redis-2", ID: "redis@100.64.0.1" };
  const aloneOf = (member: Service) =>
    backupPlan({ site, services: [member], softwareOf: () => software }).services[0]?.alone;
  expect(aloneOf({ ...redis, env })).toEqual({ VOTERS: "redis" });
  expect(aloneOf({ ...redis, env: { ...env, VOTERS: "redis" } })).toBeUndefined();
});

it("tells how a product differs: stopped for a save, nothing started for its facts, not or partly drilled", () => {
  const differs = {
    stopped: true,
    resting: true,
    unproven: { facts: ["secret."], what: "secrets: it is sealed" },
    undrilled: "it waits for others",
  } as const;
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
