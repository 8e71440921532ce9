/** What monitoring takes while it runs: a target comes and goes, and no container of it is touched. */
import { beforeAll, expect, it } from "@jest/globals";
import { addressOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const MONITORING = ["prometheus", "alertmanager", "blackbox-exporter", "grafana"];

async function scrapedJobs(): Promise<string[]> {
  const url = `http://${addressOf("oracle1")}:9090/api/v1/targets?state=active`;
  const answer = await lab.exec("oracle1", "prometheus", "wget", "-q", "-O", "-", url);
  const { data } = JSON.parse(answer) as {
    data: { activeTargets: { labels: { job: string } }[] };
  };
  return data.activeTargets.map(({ labels }) => labels.job);
}

let lives: string[];

beforeAll(async () => {
  lives = await lab.lives("oracle1", ...MONITORING);
});

putBack(async () => {
  lab.change();
  await lab.up("oracle1");
});

it("takes away a target whose row is disabled, without another container", async () => {
  lab.change({ rows: { "gpu-exporter": { disabled: "a test of the platform" } } });
  await lab.up("oracle1");
  const jobs = await ask(scrapedJobs, (found) => !found.includes("gpu-exporter"));
  expect(jobs).not.toContain("gpu-exporter");
  expect(jobs).toContain("node-exporters");
  expect(await lab.lives("oracle1", ...MONITORING)).toEqual(lives);
});
