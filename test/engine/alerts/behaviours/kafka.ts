import type { Behaviour, Sample, Series } from "../behaviour.ts";

const target = {
  ...{ job: "kafka", service: "kafka-1", family: "queue", availability: "24/7" },
};

const partitions = (metric: string): Pick<Behaviour, "target" | "series" | "silent"> => ({
  target,
  series: [{ metric, well: 0, ill: 1 }],
  silent: { "a number below 0": [{ metric, well: 0, ill: -1 }] },
});

/** Whether each of the three brokers is the active controller. */
const controllers = (first: Sample, second: Sample = 0, well: Sample = 1): Series[] => [
  controller("kafka-1", well, first),
  controller("kafka-2", 0, second),
  controller("kafka-3", 0, 0),
];
const controller = (service: string, well: Sample, ill: Sample): Series => ({
  metric: "kafka_controller_kafkacontroller_activecontrollercount",
  labels: { service },
  ...{ well, ill },
});

export const kafka: Record<string, Behaviour> = {
  KafkaPartitionsOffline: {
    ...partitions("kafka_controller_kafkacontroller_offlinepartitionscount"),
    summary: "1 partitions of Kafka on thanos have no leader",
  },
  KafkaPartitionsUnderMinIsr: {
    ...partitions("kafka_server_replicamanager_underminisrpartitioncount"),
    summary: "1 partitions that kafka-1 leads have too few replicas and take no messages",
  },
  KafkaPartitionsUnderReplicated: {
    ...partitions("kafka_server_replicamanager_underreplicatedpartitions"),
    summary: "1 partitions that kafka-1 on thanos leads lack a replica",
  },
  KafkaControllers: {
    target,
    series: controllers(0),
    drops: ["job", "availability", "service"],
    summary: "the brokers on thanos have 0 active controllers, must be 1",
    silent: { "one that is another now": controllers(0, 1) },
  },
  KafkaUncleanElection: {
    target,
    series: [
      {
        metric: "kafka_controller_controllerstats_uncleanleaderelections_total",
        ...{ well: { perMinute: 0 }, ill: { perMinute: 1 } },
      },
    ],
    summary: "a replica that lacks messages leads a partition: Kafka on thanos has lost some",
    lasts: 9,
  },
  KafkaLogFolderOffline: {
    ...partitions("kafka_log_logmanager_offlinelogdirectorycount"),
    summary: "kafka-1 on thanos cannot use its disk",
  },
};

export const twoControllers: Behaviour = {
  target,
  series: controllers(1, 1),
  drops: ["job", "availability", "service"],
  summary: "the brokers on thanos have 2 active controllers, must be 1",
};
