/** Makes Kafka's topics. */
import type { KafkaData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";

/** A topic gets the partitions it lacks; its replication stays as it was made. */
export function kafkaScript({ topics }: KafkaData): string {
  return shellScript(new URL("data.sh", import.meta.url), {
    ensure: topics
      .map(
        ({ name, partitions, replication }) =>
          `ensure ${name} ${String(partitions)} ${String(replication)}`,
      )
      .join("\n"),
    names: topics.map(({ name }) => name).join(" | "),
  });
}
