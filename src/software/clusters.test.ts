/** Brokers that name each other: the same list on each, an own identity on each. */
import { expect, it } from "@jest/globals";
import { catalog } from "../catalog/index.ts";
import { resolveStack } from "../catalog/resolve.ts";
import type { Service } from "../catalog/resolve.ts";
import { formatFaults } from "../lib/faults.ts";
import { clusterFaults, clusterMembers, withClusters } from "./clusters.ts";
import { renderConfig } from "./index.ts";
import { kafkaEnvironment } from "./kafka/cluster.ts";

const thanos = withClusters(resolveStack(catalog, "thanos"), "100.122.12.53");
const kafka = clusterMembers(thanos, "kafka");
const rabbits = clusterMembers(thanos, "rabbitmq");

const values = (members: readonly Service[], key: string) => members.map(({ env }) => env[key]);

it("gives the Kafka brokers one cluster and one quorum", () => {
  expect(new Set(values(kafka, "CLUSTER_ID")).size).toBe(1);
  expect(values(kafka, "CLUSTER_ID")[0]).toMatch(/^[\w-]{22}$/);
  expect(new Set(values(kafka, "KAFKA_CONTROLLER_QUORUM_VOTERS"))).toEqual(
    new Set(["1@kafka-1:29093,2@kafka-2:29093,3@kafka-3:29093"]),
  );
});

it("gives each Kafka broker an id and an address of its own", () => {
  expect(values(kafka, "KAFKA_NODE_ID")).toEqual(["1", "2", "3"]);
  expect(values(kafka, "KAFKA_ADVERTISED_LISTENERS")).toEqual([
    "CLIENT://100.122.12.53:9092,INTERNAL://kafka-1:19092",
    "CLIENT://100.122.12.53:9093,INTERNAL://kafka-2:19092",
    "CLIENT://100.122.12.53:9094,INTERNAL://kafka-3:19092",
  ]);
});

it("keeps three copies of which two must be written", () => {
  expect(kafka[0]?.env).toMatchObject({
    KAFKA_DEFAULT_REPLICATION_FACTOR: "3",
    KAFKA_MIN_INSYNC_REPLICAS: "2",
    KAFKA_HEAP_OPTS: "-Xms3072m -Xmx3072m",
  });
});

it.each([
  [1, 1],
  [3, 2],
  [5, 3],
])("writes to a majority: of %d members %d", (size, needed) => {
  const [member] = kafka;
  if (!member) throw new Error("no Kafka row");
  const members = Array.from({ length: size }, () => member);
  expect(kafkaEnvironment(member, { members, address: "" })).toMatchObject({
    KAFKA_MIN_INSYNC_REPLICAS: String(needed),
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: String(needed),
  });
});

it("tells each RabbitMQ node who its peers are and where its cookie is", () => {
  expect(values(rabbits, "RABBITMQ_NODENAME")).toEqual([
    "rabbit@rabbitmq-1",
    "rabbit@rabbitmq-2",
    "rabbit@rabbitmq-3",
  ]);
  expect(new Set(values(rabbits, "HOME"))).toEqual(new Set(["/run/secrets"]));
  const [first] = rabbits;
  if (!first) throw new Error("no RabbitMQ row");
  expect(values(rabbits, "RABBITMQ_CONFIG_FILES")[0]).toContain("peers");
  const config = renderConfig({
    service: first,
    services: thanos,
    others: [],
    addressOf: () => "",
    site: { stack: "thanos", address: "a", prefix: "bev_", dataRoot: "/var/lib/bev" },
    endpoint: () => "",
  }).find(({ name }) => name === "peers.conf");
  expect(config?.content).toContain("cluster_formation.classic_config.nodes.3 = rabbit@rabbitmq-3");
});

it("refuses a variable of a row that its cluster sets", () => {
  const rows = resolveStack(catalog, "thanos").map((row) =>
    row.name === "kafka-2" ? { ...row, env: { ...row.env, KAFKA_NODE_ID: "7" } } : row,
  );
  expect(formatFaults(clusterFaults(rows, "100.122.12.53"))).toBe(
    'thanos/kafka-2/env/KAFKA_NODE_ID: must be absent, because its cluster sets it to "2", got "7"; ' +
      "remove it from src/catalog/queue.ts",
  );
  expect(clusterFaults(resolveStack(catalog, "thanos"), "100.122.12.53")).toEqual([]);
});
