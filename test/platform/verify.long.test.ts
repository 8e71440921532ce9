/** `bev verify` where something does not run. */
import { beforeAll, expect, it } from "@jest/globals";
import type { Run } from "../kit/engine.ts";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";

const STOPPED = [containerOf("postgres"), containerOf("redis-exporter")];
let result: Run;

beforeAll(async () => {
  await lab.docker("thanos", "stop", ...STOPPED);
  // Prometheus finds out at its next scrape.
  result = await ask(
    () => lab.bev("verify", "--lab"),
    ({ stdout }) => stdout.includes("must answer Prometheus' job redis-exporter"),
  );
  await lab.docker("thanos", "start", ...STOPPED);
}, 15 * 60_000);

it("names what is not live, and what does not reach it from another node", () => {
  expect(result.stdout).toContain("thanos/postgres: bev_postgres is exited");
  expect(result.stdout).toContain(
    `oracle1/postgres-replica: does not reach postgres at ${addressOf("thanos")}:5432`,
  );
  expect(result.code).toBe(1);
});

it("names what Prometheus gets no answer from, and why", () => {
  expect(result.stdout).toContain(
    "thanos/redis-thanos: must answer Prometheus' job redis-exporter at " +
      `http://${addressOf("thanos")}:9121/metrics, does not (`,
  );
  expect(result.code).toBe(1);
});
