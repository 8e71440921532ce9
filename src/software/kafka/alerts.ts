/** Brokers and their controller, in metrics of the JMX agent 1.0.1. What all lack, the active controller alone knows. */
import type { Alert, Panel } from "../metrics.ts";

const CONTROLLERS =
  "sum by (node, family) (kafka_controller_kafkacontroller_activecontrollercount)";

export const alerts: readonly Alert[] = [
  {
    name: "KafkaPartitionsOffline",
    expr: "kafka_controller_kafkacontroller_offlinepartitionscount > 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $value }} partitions of Kafka on {{ $labels.node }} have no leader",
  },
  {
    name: "KafkaPartitionsUnderMinIsr",
    expr: "kafka_server_replicamanager_underminisrpartitioncount > 0",
    for: "1m",
    severity: "critical",
    summary:
      "{{ $value }} partitions that {{ $labels.service }} leads have too few replicas and take no messages",
  },
  {
    name: "KafkaPartitionsUnderReplicated",
    expr: "kafka_server_replicamanager_underreplicatedpartitions > 0",
    for: "5m",
    severity: "warning",
    summary:
      "{{ $value }} partitions that {{ $labels.service }} on {{ $labels.node }} leads lack a replica",
  },
  {
    // Also where too few brokers are left for any.
    name: "KafkaControllers",
    expr: `${CONTROLLERS} != 1`,
    for: "5m",
    severity: "critical",
    summary: "the brokers on {{ $labels.node }} have {{ $value }} active controllers, must be 1",
  },
  {
    name: "KafkaUncleanElection",
    expr: "increase(kafka_controller_controllerstats_uncleanleaderelections_total[10m]) > 0",
    for: "0s",
    severity: "critical",
    summary:
      "a replica that lacks messages leads a partition: Kafka on {{ $labels.node }} has lost some",
  },
  {
    name: "KafkaLogFolderOffline",
    expr: "kafka_log_logmanager_offlinelogdirectorycount > 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} cannot use its disk",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Messages into Kafka",
    unit: "per second",
    series: { "{{service}}": "rate(kafka_server_brokertopicmetrics_messagesin_total[5m])" },
  },
  {
    title: "Bytes into and out of Kafka",
    unit: "bytes",
    series: {
      "{{service}} in": "rate(kafka_server_brokertopicmetrics_bytesin_total[5m])",
      "{{service}} out": "rate(kafka_server_brokertopicmetrics_bytesout_total[5m])",
    },
  },
  {
    title: "Partitions of Kafka that lack a replica",
    unit: "count",
    series: { "{{service}}": "kafka_server_replicamanager_underreplicatedpartitions" },
  },
  {
    title: "Heap of Kafka in use",
    unit: "share",
    series: {
      "{{service}}": `jvm_memory_used_bytes{area="heap",job="kafka"} / jvm_memory_max_bytes{area="heap",job="kafka"}`,
    },
  },
];
