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

/** The name of the queue in a trial's definitions, and of its binding. */
const LOSE_QUEUE = 'sed -i \'s/"alerts"/"others"/g\' content/definitions.json';

/** One member of a cluster of three, of which none runs, beside what an agent has saved of a broker. */
class Drill {
  readonly #member: RowContainer;
  readonly #services: SavedService[];

  /**
   * @param lose a command that takes something out of the archive `lossy`
   * @param asThree one that makes an archive one of such a cluster
   */
  constructor(name: string, lose: string, asThree = "true") {
    this.#member = new RowContainer(name, {}, { purpose: "drill", isMember: true });
    const own = savedOf(this.#member);
    this.#services = [
      { ...own, service: "whole", save: changedSave(own.save, asThree) },
      { ...own, service: "lossy", save: changedSave(own.save, `${asThree}; ${lose}`) },
    ];
  }

  async prepare(broker: RowContainer): Promise<void> {
    const container = broker.name;
    stage.plan({ ...plan, services: this.#services.map((one) => ({ ...one, container })) });
    expect(await stage.told("run")).toMatchObject([{ event: "saved" }, { event: "saved" }]);
    await broker.remove();
    await this.#member.prepare();
    await this.#member.create();
    stage.plan({ ...plan, services: this.#services });
  }

  /** What it tells of an archive, or that it is back. */
  async of(service: "whole" | "lossy"): Promise<string | undefined> {
    const [told] = await stage.told("drill", service);
    return told?.why ?? told?.event;
  }

  remove(): Promise<void> {
    return this.#member.remove();
  }
}

describe("RabbitMQ", () => {
  const row = new RowContainer("rabbitmq-1");
  const drill = new Drill("rabbitmq-1", LOSE_QUEUE);

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
    expect(await drill.of("whole")).toBe("drilled");
  });

  it("fails a drill where a queue is lost", async () => {
    expect(await drill.of("lossy")).toMatch(
      /^lossy: must hold what was saved, lacks 2 of 18 lines: bindings\.checksum \w+, queues\.checksum \w+$/,
    );
  });
});

describe("Kafka", () => {
  const row = new RowContainer("kafka-1");
  const drill = new Drill(
    "kafka-1",
    "sed -i '/^osint.findings /d' content/topics",
    "sed -i 's/ 1$/ 3/' content/topics",
  );
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
    expect(await drill.of("whole")).toBe("drilled");
  });

  it("fails a drill where a topic is lost", async () => {
    expect(await drill.of("lossy")).toBe(
      "lossy: must hold what was saved, lacks 1 of 6 lines: topic.osint.findings 1",
    );
  });
});
