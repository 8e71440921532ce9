/** What is seen of containers: only by reading the Engine, and as its control groups have it. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { containerOf, lab } from "../kit/lab.ts";
import { crashing } from "../kit/lab-faults.ts";
import { valuesOf } from "../kit/prometheus.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const SERVICE = "test-loop";

describe("the proxy of the Engine", () => {
  /** The status of its answer to a neighbour. */
  async function answerTo(method: string, path: string): Promise<string | undefined> {
    const url = `http://docker-proxy:2375${path}`;
    const question = ["wget", "-S", "-O", "/dev/null", "--timeout=10", "--tries=1"];
    const { output } = await lab.try(
      ...(["thanos", "exec", containerOf("container-exporter")] as const),
      ...[...question, `--method=${method}`, url],
    );
    return /HTTP\/1\.1 (\d+)/.exec(output)?.[1];
  }

  it.each([
    ["GET", "/_ping"],
    ["GET", "/version"],
    ["GET", "/v1.41/containers/json?all=1"],
    ["GET", `/v1.41/containers/${containerOf("redis-thanos")}/json`],
    ["GET", `/containers/${containerOf("redis-thanos")}/stats?stream=false`],
    ["GET", `/containers/${containerOf("redis-thanos")}/logs?stdout=1&tail=1`],
  ])("answers %s %s", async (method, path) => {
    expect(await answerTo(method, path)).toBe("200");
  });

  it.each([
    ["POST", "/containers/create"],
    ["POST", `/v1.41/containers/${containerOf("redis-thanos")}/restart`],
    ["DELETE", `/v1.41/containers/${containerOf("redis-thanos")}`],
    ["PUT", "/containers/json"],
    ["GET", "/info"],
    ["GET", "/v1.41/images/json"],
    ["GET", `/containers/${containerOf("redis-thanos")}/archive?path=/`],
    ["GET", `/containers/${containerOf("redis-thanos")}/attach/ws`],
    ["GET", "/containers/%2e%2e/json"],
    ["GET", "//containers/json"],
  ])("refuses %s %s", async (method, path) => {
    expect(await answerTo(method, path)).toBe("403");
  });

  it("is reached by neighbours alone", async () => {
    const published = await lab.docker("thanos", "port", containerOf("docker-proxy"));
    expect(published).toMatch(/^8404\/tcp -> \S+:8404$/);
  });
});

it("measures memory as the control group of the container has it", async () => {
  const script =
    "cd /sys/fs/cgroup; if [ -f memory.current ]; then " +
    "cat memory.current; grep ^inactive_file memory.stat; " +
    "else cat memory/memory.usage_in_bytes; grep ^total_inactive_file memory/memory.stat; fi";
  const used = async () => {
    const answer = await lab.exec("thanos", "redis-thanos", "sh", "-c", script);
    const [usage = 0, inactive = 0] = answer.split("\n").map((line) => Number(/\d+$/.exec(line)));
    return usage - inactive;
  };
  const measured = async () => {
    const found = await valuesOf('bev_container_memory_used_bytes{node="thanos"}');
    return found["redis-thanos"] ?? 0;
  };
  const difference = async () => Math.abs((await measured()) - (await used()));
  // The check of its health is a process of the container, and comes and goes.
  expect(await ask(difference, (bytes) => bytes < 4 * 2 ** 20)).toBeLessThan(4 * 2 ** 20);
  const limit = await valuesOf('bev_container_memory_limit_bytes{node="thanos"}');
  expect(limit["redis-thanos"]).toBe(
    Number(
      await lab.docker(
        ...(["thanos", "inspect", "--format", "{{.HostConfig.Memory}}"] as const),
        containerOf("redis-thanos"),
      ),
    ),
  );
});

describe("a container that ends and is started again", () => {
  const loop = crashing("thanos", SERVICE);
  putBack(() => loop.end());
  beforeAll(() => loop.begin());

  it("has as many restarts as the Engine counts", async () => {
    const counted = async () =>
      Number(
        await lab.docker(
          ...(["thanos", "inspect", "--format", "{{.RestartCount}}"] as const),
          containerOf(SERVICE),
        ),
      );
    const told = await ask(
      async () => (await valuesOf("bev_container_restarts_total"))[SERVICE] ?? 0,
      (count) => count > 0,
    );
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(await counted());
  });

  it("is gone from the figures once it is removed", async () => {
    await loop.end();
    const values = () => valuesOf("bev_container_running");
    expect(await ask(values, (found) => !(SERVICE in found))).not.toHaveProperty([SERVICE]);
  });
});
