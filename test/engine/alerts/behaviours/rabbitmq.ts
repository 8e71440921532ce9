import type { Behaviour, Sample, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  ...{ job: "rabbitmq", service: "rabbitmq-1", family: "queue", availability: "24/7" },
};
const MIB = 1024 ** 2;

const link = (service: string, peer: string, well: Sample = 3, ill = well): Series => ({
  metric: "erlang_vm_dist_node_state",
  labels: { service, peer },
  ...{ well, ill },
});
const up = (service: string, well: Sample = 1, ill = well): Series => ({
  metric: "up",
  labels: { service },
  ...{ well, ill },
});

/** Three brokers, of which the first may lose its connections. */
const cluster = (second: Sample, third: Sample): Series[] => [
  link("rabbitmq-1", "rabbit@rabbitmq-3", 3, third),
  link("rabbitmq-1", "rabbit@rabbitmq-2", 3, second),
  link("rabbitmq-1", "rabbitmqcli-607-rabbit@rabbitmq-1"),
  ...["rabbitmq-1", "rabbitmq-3"].map((peer) => link("rabbitmq-2", `rabbit@${peer}`)),
  ...["rabbitmq-1", "rabbitmq-2"].map((peer) => link("rabbitmq-3", `rabbit@${peer}`)),
  ...["rabbitmq-1", "rabbitmq-2", "rabbitmq-3"].map((one) => up(one)),
];

const disk = (well: number, ill: number): Series[] => [
  { metric: "rabbitmq_disk_space_available_bytes", ...{ well, ill } },
  { metric: "rabbitmq_disk_space_available_limit_bytes", well: 2000 * MIB },
];

const peers = {
  target,
  drops: ["job", "availability", "peer"],
};

export const rabbitmq: Record<string, Behaviour> = {
  RabbitmqMemoryAlarm: {
    target,
    ...flag("rabbitmq_alarms_memory_used_watermark", 0),
    summary: "rabbitmq-1 on thanos has too little memory: no broker takes messages",
  },
  RabbitmqDiskAlarm: {
    target,
    ...flag("rabbitmq_alarms_free_disk_space_watermark", 0),
    summary: "rabbitmq-1 on thanos has too little disk: no broker takes messages",
  },
  RabbitmqPeerMissing: {
    ...peers,
    series: cluster(3, null),
    summary: "rabbitmq-1 on thanos reaches 1 of the other brokers, not all",
    told: {
      "a connection that is not up again": cluster(3, 2),
      "a state above all that there are": cluster(3, 4),
    },
    silent: {
      "a broker without others": [up("rabbitmq-1")],
      "a broker that does not answer": [up("rabbitmq-1", 1, 0), up("rabbitmq-2", 1, 0)],
      "an answer that is neither": [up("rabbitmq-1", 1, 2), up("rabbitmq-2", 1, 2)],
    },
  },
  RabbitmqFileHandlesNearlyUsed: {
    target,
    series: [
      { metric: "rabbitmq_process_open_fds", well: 800, ill: 801, calm: 10 },
      { metric: "rabbitmq_process_max_fds", well: 1000 },
    ],
    summary: "rabbitmq-1 on thanos uses 80.1% of its file handles",
  },
  RabbitmqDiskFills: {
    target,
    series: disk(2000 * MIB, 1990 * MIB),
    summary: "rabbitmq-1 on thanos will have too little disk within a day, and take no messages",
    lasts: 30,
    silent: {
      "what grows": disk(2000 * MIB, 2010 * MIB),
      "what is far from its limit": disk(90000 * MIB, 89990 * MIB),
    },
  },
};

export const brokerAlone: Behaviour = {
  ...peers,
  series: cluster(null, null),
  summary: "rabbitmq-1 on thanos reaches 0 of the other brokers, not all",
};
