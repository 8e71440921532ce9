/** Kafka: its cluster, topics and metrics. */
import { kafkaCopy } from "../../catalog/queue.ts";
import type { KafkaData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { agentConfig } from "./agent.ts";
import { backup } from "./backup.ts";
import { kafkaEnvironment } from "./cluster.ts";
import { kafkaScript } from "./data.ts";

export const kafka: Software = {
  config: { "jmx.yml": agentConfig },
  data: (objects: KafkaData) => kafkaScript(objects),
  backup,
  cluster: kafkaEnvironment,
  metrics: { purpose: "metrics", alerts, panels },
  tls: "kafka",
  // A broker reads a file again only if it is younger. The same path, told once more: it then does.
  reload: shellScript(new URL("reload.sh", import.meta.url), { copy: kafkaCopy }).trim(),
};
