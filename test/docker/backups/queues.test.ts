/** Brokers are saved, destroyed, restored and drilled: what they are told comes back, on the real brokers. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { SavedService } from "../../../src/software/backup/index.ts";
import { BackupAgent } from "../../kit/backup-agent.ts";
import { BackupTrial } from "../../kit/backup-trial.ts";
import { RowContainer } from "../../kit/row-container.ts";
import { changedSave, savedOf } from "../../kit/saved-row.ts";

const stage = new BackupAgent("bev_test_queues_stage");
const plan = { node: "thanos", late: 1.5, services: [] };

beforeAll(async () => {
  await stage.prepare();
  await stage.start(plan);
});

afterAll(() => stage.remove());

/**
 * An agent saves a broker, then drills one member of a cluster of three, of which none runs.
 *
 * @param lose takes something out of an archive
 * @param asThree makes an archive one of such a cluster
 */
async function drill(broker: RowContainer, lose: string, asThree = "true") {
  const member = new RowContainer(broker.service.name, {}, { purpose: "drill", isMember: true });
  const own = savedOf(member);
  const services: SavedService[] = [
    { ...own, service: "whole", save: changedSave(own.save, asThree) },
    { ...own, service: "lossy", save: changedSave(own.save, `${asThree}; ${lose}`) },
  ];
  const container = broker.name;
  stage.plan({ ...plan, services: services.map((one) => ({ ...one, container })) });
  expect(await stage.told("run")).toMatchObject([{ event: "saved" }, { event: "saved" }]);
  await broker.remove();
  try {
    await member.prepare();
    await member.create();
    stage.plan({ ...plan, services });
    return await stage.told("drill");
  } finally {
    await member.remove();
  }
}

describe("RabbitMQ", () => {
  const row = new RowContainer("rabbitmq-1");

  afterAll(() => row.remove());

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
    await new BackupTrial(row).run({
      put: `rabbitmqctl -q await_startup >/dev/null && echo '${JSON.stringify(definitions)}' >/tmp/d && rabbitmqctl -q import_definitions /tmp/d && rabbitmqctl -q add_user other second`,
      lose: "rabbitmqctl -q delete_user bev",
      holds: ["rabbitmqctl -q authenticate_user other second", "Success"],
    });
  });

  it("comes back in a drill of one member, which tells of a queue that is lost", async () => {
    const lose = `sed -i 's/"name":"alerts"/"name":"others"/' content/definitions.json`;
    expect(await drill(row, lose)).toMatchObject([
      { service: "whole", event: "drilled" },
      {
        ...{ service: "lossy", event: "failed" },
        why: expect.stringMatching(/^lossy: must hold what was saved, lacks .*queues\.checksum /),
      },
    ]);
  });
});

describe("Kafka", () => {
  const row = new RowContainer("kafka-1");
  const tool = (name: string, rest: string) =>
    `KAFKA_HEAP_OPTS=-Xmx256m /opt/kafka/bin/kafka-${name}.sh --bootstrap-server 127.0.0.1:19092 ${rest}`;

  afterAll(() => row.remove());

  it("comes back with topics, their settings, and the groups that read them", async () => {
    await new BackupTrial(row).run({
      put: [
        "set -e",
        tool(
          "topics",
          "--create --topic osint.events --partitions 3 --replication-factor 1 --config cleanup.policy=compact,delete --config retention.ms=86400000",
        ),
        tool("topics", "--create --topic osint.findings --partitions 1 --replication-factor 1"),
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

  it("comes back in a drill of one member, which tells of a topic that is lost", async () => {
    const lose = "sed -i '/^osint.findings /d' content/topics";
    expect(await drill(row, lose, "sed -i 's/ 1$/ 3/' content/topics")).toMatchObject([
      { service: "whole", event: "drilled" },
      {
        ...{ service: "lossy", event: "failed" },
        why: "lossy: must hold what was saved, lacks 1 of 9 lines: topic.osint.findings 1",
      },
    ]);
  });
});
