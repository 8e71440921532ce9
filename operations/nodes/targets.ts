/** What Prometheus does not get an answer from. */
import { setTimeout as sleep } from "node:timers/promises";
import { PROBE_JOB } from "../../src/software/probes.ts";
import { runbookOf } from "../../src/software/metrics.ts";
import { ask } from "./monitor.ts";
import type { Monitor } from "./monitor.ts";

/** As many further scrapes as may fail of a service that has just begun to answer. */
const FURTHER_SCRAPES = 3;
const PAUSE_MS = 3000;
/** So often is Prometheus asked, though it scrapes some targets no more. */
const MOST_ASKED = 60;

/** As Prometheus' API has them, as far as they are read here. */
export interface ApiTarget {
  labels: Record<string, string>;
  scrapeUrl: string;
  health: "up" | "down" | "unknown";
  lastError: string;
  lastScrape: string;
}

export interface DownTarget {
  node: string;
  service: string;
  /** One line with all of it. */
  problem: string;
}

/** @throws UserError where Prometheus does not answer */
export async function findTargets(prometheus: Monitor): Promise<ApiTarget[]> {
  const { data } = (await ask(prometheus, "/api/v1/targets?state=active")) as Answer;
  return data.activeTargets;
}

interface Answer {
  data: { activeTargets: ApiTarget[] };
}

/** Those that do not answer while Prometheus scrapes them a few times more. */
export async function findDown(
  find: () => Promise<ApiTarget[]>,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<DownTarget[]> {
  const scrapes = new Map<string, Set<string>>();
  for (let asked = 1; ; asked++) {
    const targets = await find();
    const silent = withoutSwitchedOff(targets).filter(({ health }) => health !== "up");
    for (const one of silent) {
      const seen = scrapes.get(keyOf(one)) ?? new Set();
      scrapes.set(keyOf(one), seen.add(one.lastScrape));
    }
    const isOpen = silent.some((one) => (scrapes.get(keyOf(one))?.size ?? 0) <= FURTHER_SCRAPES);
    if (!isOpen || asked >= MOST_ASKED) return silent.map(downTarget);
    await pause(PAUSE_MS);
  }
}

/** A node on demand of which nothing answers is switched off; that is judged by its own targets. */
function withoutSwitchedOff(targets: readonly ApiTarget[]): ApiTarget[] {
  const isOn = (node: string | undefined): boolean =>
    targets.some(
      ({ labels, health }) =>
        labels["node"] === node && health === "up" && !labels["job"]?.startsWith(PROBE_JOB),
    );
  return targets.filter(
    ({ labels }) => labels["availability"] !== "on demand" || isOn(labels["node"]),
  );
}

function keyOf({ labels, scrapeUrl }: ApiTarget): string {
  return `${labels["job"] ?? ""} ${scrapeUrl}`;
}

function downTarget({ labels, scrapeUrl, lastError }: ApiTarget): DownTarget {
  const { node = "", service = "", job = "" } = labels;
  const said = lastError.trim() || "it was not asked yet";
  return {
    node,
    service,
    problem:
      `${node}/${service}: must answer Prometheus' job ${job} at ${scrapeUrl}, does not (${said}); ` +
      `see ${runbookOf("platform", "TargetDown")}`,
  };
}
