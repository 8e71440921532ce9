/** Clusters that lose a member: what they hold is still there, and the member comes back. */
import { describe, expect, it } from "@jest/globals";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

putBack(async () => {
  const killed = ["kafka-1", "rabbitmq-1"];
  await lab.docker("thanos", "start", ...killed.map(containerOf));
});

describe("Kafka", () => {
  const TOPIC = "bev-test-brokers";

  /** One of Kafka's own tools in the second broker, where the first one may be gone. */
  function kafka(tool: string, args: string, input = ""): Promise<string> {
    const command = `printf '${input}' | /opt/kafka/bin/kafka-${tool}.sh --bootstrap-server kafka-2:19092 ${args}`;
    return lab.exec("thanos", "kafka-2", "sh", "-c", command);
  }

  function consume(count: number): Promise<string> {
    const limits = `--max-messages ${String(count)} --timeout-ms 30000`;
    return kafka("console-consumer", `--topic ${TOPIC} --from-beginning ${limits} 2>/dev/null`);
  }

  putBack(() => kafka("topics", `--delete --topic ${TOPIC}`));

  it("keeps a topic of three replicas answering, and its messages", async () => {
    await kafka("topics", `--create --topic ${TOPIC} --partitions 3 --replication-factor 3`);
    const produce = `--topic ${TOPIC} --compression-codec zstd`;
    await kafka("console-producer", produce, "before\\n");
    expect(await consume(1)).toBe("before");
    await lab.docker("thanos", "kill", containerOf("kafka-1"));
    await kafka("console-producer", produce, "after\\n");
    expect((await consume(2)).split("\n").sort()).toEqual(["after", "before"]);
    const insync = async () => {
      const described = await kafka("topics", `--describe --topic ${TOPIC}`);
      return (described.match(/Isr: \S+/g) ?? []).join("\n");
    };
    expect(await ask(insync, (found) => !found.includes("1"))).toMatch(/^(Isr: (2,3|3,2)\n?){3}$/);
  });
});

describe("RabbitMQ", () => {
  /** The management interface of one node, inside the network. */
  async function rabbitmq(service: string, method: string, resource: string, body: unknown) {
    const file = await lab.exec("thanos", "rabbitmq-2", "cat", "/run/secrets/user.conf");
    const password = /default_pass = (\w+)/.exec(file)?.[1] ?? "";
    const { NetworkSettings } = await lab.inspectOne("thanos", service);
    const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? "";
    const request = `curl -s --max-time 20 -u 'bev:${password}' -X ${method} -d @- http://${address}:15672/api/${resource}`;
    return lab.ssh("thanos", `${request} <<'EOT'\n${JSON.stringify(body)}\nEOT`);
  }

  it("keeps the message of a quorum queue", async () => {
    const sent = await rabbitmq("rabbitmq-1", "POST", "exchanges/osint/amq.default/publish", {
      properties: { delivery_mode: 2 },
      routing_key: "alerts",
      payload: "kept",
      payload_encoding: "string",
    });
    expect(sent).toBe('{"routed":true}');
    await lab.docker("thanos", "kill", containerOf("rabbitmq-1"));
    const take = { count: 1, ackmode: "ack_requeue_false", encoding: "auto" };
    // The others elect a leader first, and answer nothing until they have.
    const taken = await ask(
      () => rabbitmq("rabbitmq-2", "POST", "queues/osint/alerts/get", take).catch(String),
      (answered) => answered.includes("kept"),
    );
    expect(taken).toContain('"payload":"kept"');
  });
});
