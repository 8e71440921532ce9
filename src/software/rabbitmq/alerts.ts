/** A broker, in metrics that RabbitMQ 4.0's own plugin has. One that is away counts for its peers only. */
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

/** Peers that a broker has a connection with; the command line tools connect in the same way. */
const PEERS = `count ${KEPT} (erlang_vm_dist_node_state{peer=~"rabbit@.+"} == 3)`;
/** A broker that answers and has no connection has no such series either. */
const PEERS_OR_NONE = `(${PEERS} or 0 * sum ${KEPT} (up{job="rabbitmq"} == 1))`;
const OTHER_BROKERS = `(count by (node) (up{job="rabbitmq"}) - 1)`;

export const alerts: readonly Alert[] = [
  {
    name: "RabbitmqMemoryAlarm",
    expr: "rabbitmq_alarms_memory_used_watermark == 1",
    for: "1m",
    severity: "critical",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} has too little memory: no broker takes messages",
  },
  {
    name: "RabbitmqDiskAlarm",
    expr: "rabbitmq_alarms_free_disk_space_watermark == 1",
    for: "1m",
    severity: "critical",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} has too little disk: no broker takes messages",
  },
  {
    name: "RabbitmqPeerMissing",
    expr: `${PEERS_OR_NONE} < on (node) group_left () ${OTHER_BROKERS}`,
    for: "5m",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} reaches {{ $value }} of the other brokers, not all",
  },
  {
    name: "RabbitmqFileHandlesNearlyUsed",
    expr: "rabbitmq_process_open_fds / rabbitmq_process_max_fds > 0.8",
    for: "5m",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} uses {{ $value | humanizePercentage }} of its file handles",
  },
  {
    // Below the limit it takes no messages: its alarm is the other alert.
    name: "RabbitmqDiskFills",
    expr: "predict_linear(rabbitmq_disk_space_available_bytes[6h], 24 * 3600) < rabbitmq_disk_space_available_limit_bytes",
    for: "1h",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} will have too little disk within a day, and take no messages",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Messages in RabbitMQ",
    unit: "count",
    series: { "{{node}}/{{service}}": `sum ${KEPT} (rabbitmq_queue_messages)` },
  },
  {
    title: "Connections of RabbitMQ",
    unit: "count",
    series: { "{{node}}/{{service}}": "rabbitmq_connections" },
  },
  {
    title: "Disk that RabbitMQ has left",
    unit: "bytes",
    series: { "{{node}}/{{service}}": "rabbitmq_disk_space_available_bytes" },
  },
];
