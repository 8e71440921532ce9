/** A Kafka cluster in KRaft mode: each member is broker and controller, and all name the same quorum. */
import type { Service } from "../../catalog/resolve.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Cluster } from "../software.ts";

const PORTS = { client: 9092, internal: 19092, controller: 29093 };

/** Half of the limit for the heap; the page cache works in the rest. */
const HEAP_SHARE = 0.5;

export function kafkaEnvironment(
  member: Service,
  { members, address }: Cluster,
): Record<string, string> {
  const { name, ports, resources } = member;
  const size = members.length;
  const nodeId = members.indexOf(member) + 1;
  const voters = members
    .map((one, index) => `${String(index + 1)}@${one.name}:${String(PORTS.controller)}`)
    .join(",");
  const heap = `${String(Math.floor(resources.memory * HEAP_SHARE))}m`;
  const published = ports[0]?.external ?? PORTS.client;
  return {
    CLUSTER_ID: clusterId("kafka"),
    KAFKA_HEAP_OPTS: `-Xms${heap} -Xmx${heap}`,
    KAFKA_NODE_ID: String(nodeId),
    KAFKA_PROCESS_ROLES: "broker,controller",
    KAFKA_CONTROLLER_QUORUM_VOTERS: voters,
    KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
    KAFKA_INTER_BROKER_LISTENER_NAME: "INTERNAL",
    KAFKA_LISTENERS: `CLIENT://:${String(PORTS.client)},INTERNAL://:${String(PORTS.internal)},CONTROLLER://:${String(PORTS.controller)}`,
    KAFKA_ADVERTISED_LISTENERS: `CLIENT://${address}:${String(published)},INTERNAL://${name}:${String(PORTS.internal)}`,
    // The other two stay in the network of the containers.
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CLIENT:SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
    KAFKA_LISTENER_NAME_CLIENT_SSL_KEYSTORE_TYPE: "PEM",
    KAFKA_LISTENER_NAME_CLIENT_SSL_KEYSTORE_LOCATION: "/etc/kafka/secrets/keystore.pem",
    KAFKA_LOG_DIRS: "/var/lib/kafka/data",
    KAFKA_DEFAULT_REPLICATION_FACTOR: String(size),
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: String(size),
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: String(size),
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: String(majority(size)),
    KAFKA_MIN_INSYNC_REPLICAS: String(majority(size)),
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
  };
}

function majority(size: number): number {
  return Math.floor(size / 2) + 1;
}

/** 16 bytes in URL-safe base64: the same for every deployment, so that a preview knows it. */
function clusterId(name: string): string {
  return Buffer.from(sha256(`bev/${name}`), "hex")
    .subarray(0, 16)
    .toString("base64url");
}
