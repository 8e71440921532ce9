/** What products say of themselves, and what their alerts make of it when one is ill. */
import { describe, expect, it } from "@jest/globals";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { softwareOf } from "../../src/software/index.ts";
import { ruleSets } from "../../src/software/prometheus/rules.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { metricNames } from "../kit/metric-names.ts";
import { ask } from "../kit/patience.ts";
import { asked, isThere, valuesOf } from "../kit/prometheus.ts";
import { putBack } from "../kit/put-back.ts";

const services = catalog.map((row) => resolveService(row));
const sets = ruleSets({ services, others: [], softwareOf });

function expressionOf(alert: string): string {
  const alerts = Object.values(sets).flatMap((set) => set.alerts);
  const found = alerts.find(({ name }) => name === alert);
  if (!found) throw new Error(`no alert ${alert}`);
  return found.expr;
}

/** The services of which the alert's expression tells, once it does as is wanted. */
async function told(alert: string, isWanted: (names: string[]) => boolean): Promise<string[]> {
  const names = async () => Object.keys(await valuesOf(expressionOf(alert)));
  return ask(names, isWanted, 4);
}
const nobody = (names: string[]) => names.length === 0;

/** By the beginning of their names: metrics that nothing in the lab has, and why. */
const UNVERIFIED: Record<string, string> = {
  DCGM_: "the lab has no graphics card",
  avatar_: "BEV's own services are doubles, which have one figure",
  "bev:": "recorded of what doubles do not have",
  bev_backup_store_copied_:
    "only a store with a place for copies: test/docker/backups/store.test.ts",
  bev_failover_: "only a watch, which a third vote puts on: test/platform/vote.long.test.ts",
  bev_drift_: "only bev drift --publish writes them: test/platform/drift.test.ts",
  extended_reasoning_: "a double",
  node_md_: "the lab has no RAID",
  osint_: "a double",
  threat_: "a double",
};

it("exposes each metric of the rules and panels, but those that the lab cannot have", async () => {
  const wanted = Object.values(sets).flatMap(({ records = [], alerts, panels = [] }) => [
    ...[...records, ...alerts].map(({ expr }) => expr),
    ...panels.flatMap(({ series }) => Object.values(series)),
  ]);
  const isUnverified = (name: string) =>
    Object.keys(UNVERIFIED).some((beginning) => name.startsWith(beginning));
  const names = [...new Set(wanted.flatMap(metricNames))]
    .filter((name) => !isUnverified(name))
    .sort();
  const missing = async () => {
    const exposed = new Set(await asked<string[]>("label/__name__/values"));
    return names.filter((name) => !exposed.has(name));
  };
  expect(names.length).toBeGreaterThan(50);
  expect(await ask(missing, (found) => found.length === 0)).toEqual([]);
});

describe("Kafka", () => {
  const ACTIVE = "kafka_controller_kafkacontroller_activecontrollercount";
  const brokers = ["kafka-1", "kafka-2", "kafka-3"];

  putBack(async () => {
    await lab.docker("thanos", "start", containerOf("kafka-3"));
    await lab.healthy("thanos", "kafka-3");
    await told("KafkaPartitionsUnderReplicated", nobody);
  });

  it("has one active controller, and tells which brokers lead partitions that lack a replica", async () => {
    const active = await ask(() => valuesOf(ACTIVE), isThere(...brokers));
    expect(Object.values(active).sort()).toEqual([0, 0, 1]);
    expect(await told("KafkaPartitionsUnderReplicated", nobody)).toEqual([]);
    await lab.docker("thanos", "stop", containerOf("kafka-3"));
    const both = ["kafka-1", "kafka-2"];
    const ill = await told("KafkaPartitionsUnderReplicated", (names) => names.length === 2);
    expect(ill.sort()).toEqual(both);
    expect(await told("KafkaControllers", nobody)).toEqual([]);
    await lab.docker("thanos", "start", containerOf("kafka-3"));
    expect(await told("KafkaPartitionsUnderReplicated", nobody)).toEqual([]);
  });
});

it("hears of PostgreSQL's replica, and of what it follows", async () => {
  const since = "time() - pg_subscription_received_timestamp_seconds";
  const heard = await ask(() => valuesOf(since), isThere("postgres-replica"));
  expect(heard["postgres-replica"]).toBeLessThan(60);
  expect(await told("PostgresSubscriptionStopped", nobody)).toEqual([]);
});
