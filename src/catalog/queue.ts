/** Message queues: a Kafka cluster in KRaft mode and a RabbitMQ cluster, three brokers each (C65). */
import { getByBash } from "./checks.ts";
import { CERTIFICATE } from "./tls.ts";
import type { ServiceSpec, VolumeSpec } from "./types.ts";

/** Where a broker looks for it: the time of a secret file is not its age. */
export const kafkaCopy = "cp -f /run/secrets/keystore.pem /etc/kafka/secrets/keystore.pem";

/** The agent that publishes a broker's metrics, where images/kafka/Dockerfile puts it. */
const KAFKA_AGENT = "/opt/bev/jmx_prometheus_javaagent.jar";
const KAFKA_METRICS = 9404;
const RABBITMQ_METRICS = 15692;

/** The first member of each cluster saves what all of them know. */
function volumesOf(path: string, isFirst: boolean): VolumeSpec[] {
  return [{ name: "data", path, backup: isFirst ? "definitions-export" : "replicated" }];
}

const KAFKA_DATA = "/var/lib/kafka/data";
const RABBITMQ_DATA = "/var/lib/rabbitmq";

const KAFKA_BROKER = {
  aliases: ["kafka-cluster"],
  node: "thanos",
  family: "queue",
  image: "kafka",
  resources: { cpu: 3, memory: 6144 },
  // The image overwrites this file and does not create it: the tmpfs over its folder is empty.
  command: [
    ...["sh", "-c"],
    [
      kafkaCopy,
      "touch /opt/kafka/config/server.properties",
      // Not in the environment: each of Kafka's tools would start the agent too, on a port that is taken.
      `export KAFKA_OPTS=-javaagent:${KAFKA_AGENT}=${String(KAFKA_METRICS)}:/etc/bev/jmx.yml`,
      "exec /etc/kafka/docker/run",
    ].join(" && "),
  ],
  secrets: [{ name: "keystore.pem", certificate: "both" }],
  config: { path: "/etc/bev", files: ["jmx.yml"] },
  health: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/19092"] },
  graceSeconds: 120,
} satisfies Partial<ServiceSpec>;

const RABBITMQ_NODE = {
  node: "thanos",
  family: "queue",
  image: "rabbitmq",
  resources: { cpu: 2, memory: 4096 },
  config: { path: "/etc/rabbitmq", files: ["rabbitmq.conf", "peers.conf", "enabled_plugins"] },
  // Its own tool starts an Erlang machine for each question: 0.8 s of processor time.
  health: { command: getByBash(RABBITMQ_METRICS, "/metrics") },
  graceSeconds: 60,
} satisfies Partial<ServiceSpec>;

const USER_CONF = "default_user = bev\ndefault_pass = {secret}\n";
const RABBITMQ_SHARED_SECRETS = [
  { name: ".erlang.cookie", from: "rabbitmq-1/.erlang.cookie" },
  { name: "user.conf", from: "rabbitmq-1/user.conf", template: USER_CONF },
  ...CERTIFICATE,
];

export const queue: ServiceSpec[] = [
  {
    ...KAFKA_BROKER,
    name: "kafka-1",
    volumes: volumesOf(KAFKA_DATA, true),
    ports: [
      { container: 9092, purpose: "kafka" },
      { container: KAFKA_METRICS, purpose: "metrics" },
    ],
    data: {
      engine: "kafka",
      topics: [
        { name: "osint.events", partitions: 6, replication: 3 },
        { name: "osint.findings", partitions: 6, replication: 3 },
        { name: "platform.alerts", partitions: 3, replication: 3 },
      ],
    },
  },
  {
    ...KAFKA_BROKER,
    name: "kafka-2",
    volumes: volumesOf(KAFKA_DATA, false),
    ports: [
      { container: 9092, published: 9093, purpose: "kafka" },
      { container: KAFKA_METRICS, published: 9405, purpose: "metrics" },
    ],
  },
  {
    ...KAFKA_BROKER,
    name: "kafka-3",
    volumes: volumesOf(KAFKA_DATA, false),
    ports: [
      { container: 9092, published: 9094, purpose: "kafka" },
      { container: KAFKA_METRICS, published: 9406, purpose: "metrics" },
    ],
  },
  {
    ...RABBITMQ_NODE,
    name: "rabbitmq-1",
    volumes: volumesOf(RABBITMQ_DATA, true),
    ports: [
      { container: 5672, purpose: "amqp" },
      { container: RABBITMQ_METRICS, purpose: "metrics" },
    ],
    secrets: [
      { name: ".erlang.cookie" },
      { name: "user.conf", template: USER_CONF },
      ...CERTIFICATE,
    ],
    data: {
      engine: "rabbitmq",
      vhosts: ["osint", "workflow"],
      queues: [
        { name: "analysis", vhost: "osint" },
        { name: "alerts", vhost: "osint" },
      ],
    },
  },
  {
    ...RABBITMQ_NODE,
    name: "rabbitmq-2",
    volumes: volumesOf(RABBITMQ_DATA, false),
    ports: [
      { container: 5672, published: 5673, purpose: "amqp" },
      { container: RABBITMQ_METRICS, published: 15693, purpose: "metrics" },
    ],
    secrets: RABBITMQ_SHARED_SECRETS,
  },
  {
    ...RABBITMQ_NODE,
    name: "rabbitmq-3",
    volumes: volumesOf(RABBITMQ_DATA, false),
    ports: [
      { container: 5672, published: 5674, purpose: "amqp" },
      { container: RABBITMQ_METRICS, published: 15694, purpose: "metrics" },
    ],
    secrets: RABBITMQ_SHARED_SECRETS,
  },
  {
    name: "zookeeper",
    node: "thanos",
    family: "queue",
    image: "zookeeper",
    ports: [{ container: 2181, purpose: "zookeeper" }],
    resources: { cpu: 1, memory: 2048 },
    volumes: [{ name: "data", path: "/data", backup: "file-copy" }],
    health: { command: ["zkServer.sh", "status"] },
    graceSeconds: 60,
    singleton: true,
    disabled: "Kafka 4 keeps its metadata itself, in KRaft mode (ADR-0006)",
  },
];
