/** What products say of themselves, and what their alerts make of it when one is ill. */
import { describe, expect, it } from "@jest/globals";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { softwareOf } from "../../src/software/index.ts";
import { ruleSets } from "../../src/software/prometheus/rules.ts";
import { succeeded } from "../kit/engine.ts";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
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

describe("the replica of PostgreSQL", () => {
  const SINCE = "time() - pg_subscription_received_timestamp_seconds";
  const primary = addressOf("thanos");
  const rules = [`-d ${primary} -p tcp --dport 5432`, `-s ${primary} -p tcp --sport 5432`];
  const firewall = (action: "I" | "D") =>
    lab.ssh(
      "oracle1",
      rules.map((rule) => `iptables -${action} DOCKER-USER ${rule} -j DROP`).join(" && "),
    );

  putBack(async () => {
    await firewall("D").catch(() => undefined);
    await told("PostgresReplicaCutOff", nobody);
  });

  it("is heard of, and is told of while it is cut off from its primary", async () => {
    const heard = await ask(() => valuesOf(SINCE), isThere("postgres-replica"));
    expect(heard["postgres-replica"]).toBeLessThan(60);
    expect(await told("PostgresReplicaCutOff", nobody)).toEqual([]);
    expect(await told("PostgresSubscriptionStopped", nobody)).toEqual([]);
    await firewall("I");
    const [ill] = await told("PostgresReplicaCutOff", (names) => names.length > 0);
    expect(ill).toBe("postgres-replica");
    await firewall("D");
    expect(await told("PostgresReplicaCutOff", nobody)).toEqual([]);
  });
});

describe("Vault", () => {
  const firing = `ALERTS{alertname="VaultSealed",alertstate="firing"}`;
  const restarted = async () => {
    await lab.docker("oracle1", "restart", containerOf("vault"));
  };
  const unsealed = () => succeeded(lab.bev("unseal", "--lab"));
  // It has a series from before it was opened, and one since.
  const open = "max by (service) (vault_core_unsealed)";
  const isOpen = async () => (await valuesOf(open))["vault"] === 1;

  putBack(async () => {
    if (!(await isOpen())) await unsealed();
  });

  it("pages that it is sealed, also by its own figures, until it is open again", async () => {
    expect(await ask(isOpen, Boolean)).toBe(true);
    await restarted();
    const paged = await ask(() => valuesOf(firing), isThere("vault"));
    expect(paged).toEqual({ vault: 1 });
    expect(await valuesOf(open)).toEqual({ vault: 0 });
    await unsealed();
    expect(
      await ask(
        () => valuesOf(firing),
        (found) => Object.keys(found).length === 0,
      ),
    ).toEqual({});
    expect(await ask(isOpen, Boolean)).toBe(true);
  });
});
