/** `bev verify` where something does not run. */
import { expect, it } from "@jest/globals";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";

it("names what is not live, and what does not reach it from another node", async () => {
  const container = containerOf("postgres");
  await lab.docker("thanos", "stop", container);
  const result = await lab.bev("verify", "--lab");
  await lab.docker("thanos", "start", container);
  expect(result.stdout).toContain("thanos/postgres: bev_postgres is exited");
  expect(result.stdout).toContain(
    `oracle1/postgres-replica: does not reach postgres at ${addressOf("thanos")}:5432`,
  );
  expect(result.code).toBe(1);
});

it("names what Prometheus gets no answer from, and why", async () => {
  const container = "bev_redis_exporter";
  await lab.docker("thanos", "stop", container);
  // Prometheus finds out at its next scrape.
  const result = await ask(
    () => lab.bev("verify", "--lab"),
    ({ stdout }) => stdout.includes("must answer Prometheus"),
  );
  await lab.docker("thanos", "start", container);
  expect(result.stdout).toContain(
    "thanos/redis-thanos: must answer Prometheus' job redis-exporter at " +
      `http://${addressOf("thanos")}:9121/metrics, does not (`,
  );
  expect(result.code).toBe(1);
});
