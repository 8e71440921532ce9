/** Brokers are saved, destroyed and restored: what they are told comes back, on the real brokers. */
import { afterEach, describe, it } from "@jest/globals";
import { BackupTrial } from "../../kit/backup-trial.ts";
import { RowContainer } from "../../kit/row-container.ts";

let row: RowContainer;

function trialOf(name: string): BackupTrial {
  row = new RowContainer(name);
  return new BackupTrial(row);
}

afterEach(() => row.remove());

describe("RabbitMQ", () => {
  it("comes back with users, virtual hosts, queues, bindings and policies", async () => {
    const definitions = {
      vhosts: [{ name: "osint" }],
      queues: [
        {
          name: "alerts",
          vhost: "osint",
          durable: true,
          auto_delete: false,
          arguments: { "x-queue-type": "quorum" },
        },
      ],
      exchanges: [
        {
          name: "in",
          vhost: "osint",
          type: "topic",
          durable: true,
          auto_delete: false,
          arguments: {},
        },
      ],
      bindings: [
        {
          source: "in",
          vhost: "osint",
          destination: "alerts",
          destination_type: "queue",
          routing_key: "a.*",
          arguments: {},
        },
      ],
      policies: [
        {
          vhost: "osint",
          name: "short",
          pattern: ".*",
          "apply-to": "queues",
          definition: { "max-length": 10 },
          priority: 1,
        },
      ],
      permissions: [{ user: "bev", vhost: "osint", configure: ".*", write: ".*", read: ".*" }],
    };
    await trialOf("rabbitmq-1").run({
      put: `rabbitmqctl -q await_startup >/dev/null && echo '${JSON.stringify(definitions)}' >/tmp/d && rabbitmqctl -q import_definitions /tmp/d && rabbitmqctl -q add_user other second`,
      lose: "rabbitmqctl -q delete_queue --vhost osint alerts",
      holds: ["rabbitmqctl -q authenticate_user other second", "Success"],
    });
  });
});

describe("Kafka", () => {
  const tool = (name: string, rest: string) =>
    `KAFKA_HEAP_OPTS=-Xmx256m /opt/kafka/bin/kafka-${name}.sh --bootstrap-server 127.0.0.1:19092 ${rest}`;

  it("comes back with topics, their settings, and the groups that read them", async () => {
    await trialOf("kafka-1").run({
      put: [
        "set -e",
        tool(
          "topics",
          "--create --topic osint.events --partitions 3 --replication-factor 1 --config cleanup.policy=compact,delete --config retention.ms=86400000",
        ),
        `seq 10 | sed "s/.*/key&:value/" | ${tool("console-producer", "--topic osint.events --property parse.key=true --property key.separator=:")}`,
        tool(
          "console-consumer",
          "--topic osint.events --group readers --from-beginning --max-messages 10 --timeout-ms 60000 >/dev/null",
        ),
      ].join("\n"),
      lose: tool(
        "configs",
        "--alter --entity-type topics --entity-name osint.events --delete-config retention.ms",
      ),
    });
  });
});
