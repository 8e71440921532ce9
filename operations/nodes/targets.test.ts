/** Which targets of Prometheus count as down, and how long it may take one to answer. */
import { expect, it } from "@jest/globals";
import { findDown } from "./targets.ts";
import type { ApiTarget } from "./targets.ts";

const REFUSED = "connection refused";

function target(labels: Record<string, string>, health: ApiTarget["health"] = "down", scrape = 0) {
  const { node = "thanos", service = "redis", job = "redis-exporter", ...more } = labels;
  return {
    labels: { node, service, job, availability: "24/7", ...more },
    scrapeUrl: `http://100.122.12.53:9121/metrics?of=${service}`,
    ...{ health, lastError: health === "down" ? REFUSED : "", lastScrape: String(scrape) },
  };
}

/** Each answer once, the last one from then on; with the lines that are printed. */
async function down(...answers: ((asked: number) => ApiTarget[])[]) {
  let asked = 0;
  const found = await findDown(
    () => {
      asked++;
      return Promise.resolve((answers[asked - 1] ?? answers.at(-1))?.(asked) ?? []);
    },
    () => Promise.resolve(),
  );
  return { asked, lines: found.map(({ problem }) => problem) };
}

it("says of each one which it is, where, why, and where to read on", async () => {
  const { lines } = await down((asked) => [
    target({}, "down", asked),
    target({ service: "postgres" }, "up"),
  ]);
  expect(lines).toEqual([
    "thanos/redis: must answer Prometheus' job redis-exporter at http://100.122.12.53:9121/metrics?of=redis, " +
      "does not (connection refused); see docs/runbooks/platform.md#targetdown",
  ]);
});

it("asks once where all answer", async () => {
  expect(await down(() => [target({}, "up")])).toEqual({ asked: 1, lines: [] });
});

it("waits for one that begins to answer", async () => {
  const later = await down(
    () => [target({}, "unknown")],
    () => [target({}, "down", 1)],
    () => [target({}, "up", 2)],
  );
  expect(later).toEqual({ asked: 3, lines: [] });
});

it("counts scrapes, not its own questions", async () => {
  const twice = (asked: number) => [target({}, "down", Math.floor((asked - 1) / 2))];
  expect((await down(twice)).asked).toBe(7);
});

it("ends where Prometheus scrapes no more", async () => {
  const { asked, lines } = await down(() => [target({}, "unknown")]);
  expect(asked).toBe(60);
  expect(lines[0]).toContain("does not (it was not asked yet)");
});

it("leaves out a node on demand that is switched off, and not one that is on", async () => {
  const off = { node: "starlord", availability: "on demand" };
  const on = target({ ...off, service: "node-exporter", job: "node-exporters" }, "up");
  // The exporter of another node answers for what it probes.
  const probe = target({ ...off, service: "code-server", job: "probe-http" }, "up");
  const silent = (asked: number) => target(off, "down", asked);
  expect((await down((asked) => [silent(asked), probe])).lines).toEqual([]);
  expect((await down((asked) => [silent(asked), on])).lines).toHaveLength(1);
});
