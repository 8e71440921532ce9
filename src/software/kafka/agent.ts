/** What the agent in a broker publishes of its thousands of figures, under the names that are usual for Kafka. */
import { stringify } from "yaml";

/** Figures of now, and those that count up from the broker's start. */
const GAUGES = [
  "kafka.controller:type=KafkaController,name=ActiveControllerCount",
  "kafka.controller:type=KafkaController,name=OfflinePartitionsCount",
  "kafka.log:type=LogManager,name=OfflineLogDirectoryCount",
  "kafka.server:type=ReplicaManager,name=UnderMinIsrPartitionCount",
  "kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions",
];
const COUNTERS = [
  "kafka.controller:type=ControllerStats,name=UncleanLeaderElectionsPerSec",
  "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec",
  "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec",
  "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec",
];

/** Those of the Java machine are there besides. */
export function agentConfig(): string {
  return stringify(
    {
      lowercaseOutputName: true,
      includeObjectNames: [...GAUGES, ...COUNTERS],
      rules: [
        {
          pattern: String.raw`kafka.(\w+)<type=(\w+), name=(\w+)PerSec><>Count`,
          name: "kafka_$1_$2_$3_total",
          type: "COUNTER",
        },
        {
          pattern: String.raw`kafka.(\w+)<type=(\w+), name=(\w+)><>Value`,
          name: "kafka_$1_$2_$3",
          type: "GAUGE",
        },
      ],
    },
    { lineWidth: 0 },
  );
}
