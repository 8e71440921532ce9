/** Kafka: its cluster and topics. */
import { kafkaCopy } from "../../catalog/queue.ts";
import type { KafkaData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { Software } from "../software.ts";
import { kafkaEnvironment } from "./cluster.ts";
import { kafkaScript } from "./data.ts";

export const kafka: Software = {
  data: (objects: KafkaData) => kafkaScript(objects),
  cluster: kafkaEnvironment,
  tls: "kafka",
  // A broker reads a file again only if it is younger. The same path, told once more: it then does.
  reload: shellScript(new URL("reload.sh", import.meta.url), { copy: kafkaCopy }).trim(),
};
