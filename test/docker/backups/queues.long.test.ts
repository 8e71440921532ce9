/** Brokers are saved, destroyed, restored and drilled: what they are told comes back, on the real brokers. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { SavedService } from "../../../src/software/backup/index.ts";
import { BackupAgent } from "../../kit/backup-agent.ts";
import { BackupTrial } from "../../kit/backup-trial.ts";
import { RowContainer } from "../../kit/row-container.ts";
import { changed, savedOf } from "../../kit/saved-row.ts";

const stage = new BackupAgent("bev_test_queues_stage");
const plan = { node: "thanos", late: 1.5, services: [] };

beforeAll(async () => {
  await stage.prepare();
  await stage.start(plan);
});

afterAll(() => stage.remove());

/** One member of a cluster of three, of which none runs, beside what an agent has saved of a broker. */
class Drill {
  readonly #member: RowContainer;
  readonly #saved: SavedService;

  /** @param asThree a command that makes an archive one of such a cluster */
  constructor(name: string, asThree = "true") {
    this.#member = new RowContainer(name, {}, { purpose: "drill", isMember: true });
    const own = savedOf(this.#member);
    this.#saved = { ...own, save: changed(own.save, asThree) };
  }

  async prepare(broker: RowContainer): Promise<void> {
    stage.plan({ ...plan, services: [{ ...this.#saved, container: broker.name }] });
    expect(await stage.told("run")).toMatchObject([{ event: "saved" }]);
    await broker.remove();
    await this.#member.prepare();
    await this.#member.create();
  }

  /**
   * What it lacks, or that it is drilled.
   *
   * @param lose a command that takes something out of the archive
   */
  async run(lose = "true"): Promise<string | undefined> {
    const restore = `${changed("cat", lose)} | ( ${this.#saved.restore}\n)`;
    stage.plan({ ...plan, services: [{ ...this.#saved, restore }] });
    const [told] = await stage.told("drill");
    return told?.why ?? told?.event;
  }

  remove(): Promise<void> {
    return this.#member.remove();
  }
}

describe("RabbitMQ", () => {
  const row = new RowContainer("rabbitmq-1");
  const drill = new Drill("rabbitmq-1");

  afterAll(async () => {
    await row.remove();
    await drill.remove();
  });

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
      lose: "rabbitmqctl -q delete_user other",
      holds: ["rabbitmqctl -q authenticate_user other second", "Success"],
    });
  });

  it("comes back in a drill of one member", async () => {
    await drill.prepare(row);
    expect(await drill.run()).toBe("drilled");
  });

  it("fails a drill where a queue is lost", async () => {
    const lose = `sed -i 's/"alerts"/"others"/g' content/definitions.json`;
    expect(await drill.run(lose)).toMatch(
      /^rabbitmq-1: must hold what was saved, lacks 2 of 18 lines: bindings\.checksum \w+, queues\.checksum \w+$/,
    );
  });
});

describe("Kafka", () => {
  const row = new RowContainer("kafka-1");
  const drill = new Drill("kafka-1", "sed -i 's/ 1$/ 3/' content/topics");
  const tool = (name: string, rest: string) =>
    `KAFKA_HEAP_OPTS=-Xmx256m /opt/kafka/bin/kafka-${name}.sh --bootstrap-server 127.0.0.1:19092 ${rest}`;

  afterAll(async () => {
    await row.remove();
    await drill.remove();
  });

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

  it("comes back in a drill of one member", async () => {
    await drill.prepare(row);
    expect(await drill.run()).toBe("drilled");
  });

  it("fails a drill where a topic is lost", async () => {
    expect(await drill.run("sed -i '/^osint.findings /d' content/topics")).toBe(
      "kafka-1: must hold what was saved, lacks 1 of 6 lines: topic.osint.findings 1",
    );
  });
});
