import type { Behaviour, Series } from "../behaviour.ts";

const avatar = {
  job: "bev-avatar-system",
  service: "bev-avatar-controller",
  ...{ family: "gpu-ai", availability: "24/7" },
};
const reasoning = {
  job: "bev-extended-reasoning",
  service: "extended-reasoning",
  ...{ family: "gpu-ai", availability: "24/7" },
};
const osint = {
  job: "bev-osint-services",
  service: "osint-service-8082",
  ...{ family: "osint", availability: "24/7" },
};
const AGGREGATED = ["job", "availability"];
const onDemand = { availability: "on demand" };
const other = { job: "node-exporters", service: "node-exporter" };
const up = (well: number, ill: number, labels = {}): Series => ({
  ...{ metric: "up", labels, well, ill },
});

/** Thirty answers a minute in each of two qualities, and the mean time of one. */
const times = (metric: string, well: number, ill: number, calm: number): Series[] =>
  ["low", "high"].flatMap((quality) => [
    {
      metric: `${metric}_sum`,
      labels: { quality },
      ...{ well: { perMinute: 30 * well }, ill: { perMinute: 30 * ill } },
      calm: { perMinute: 30 * calm },
    },
    { metric: `${metric}_count`, labels: { quality }, well: { perMinute: 30 } },
  ]);

/** Thirty questions a minute to each of two sources, and how many of sixty are answered. */
const successes = (well: number, ill: number, calm: number): Series[] =>
  ["a", "b"].flatMap((source) => [
    {
      metric: "osint_source_success_total",
      labels: { source },
      ...{ well: { perMinute: well / 2 }, ill: { perMinute: ill / 2 } },
      calm: { perMinute: calm / 2 },
    },
    { metric: "osint_source_attempts_total", labels: { source }, well: { perMinute: 30 } },
  ]);
/** A power of two: the shares stay exact. */
const SELDOM = 128;
const seldom = (all: Series[]): Series[] =>
  all.map((one) => ({ ...one, ...slower(one, "well"), ...slower(one, "ill") }));
const nothingAsked = successes(0, 0, 0).map((one) => ({ ...one, well: { perMinute: 0 } }));

function slower(series: Series, phase: "well" | "ill"): Partial<Series> {
  const sample = series[phase];
  if (typeof sample !== "object" || sample === null) return {};
  return { [phase]: { perMinute: sample.perMinute / SELDOM } };
}

export const bev: Record<string, Behaviour> = {
  AvatarSystemDown: {
    target: avatar,
    series: [up(1, 0), up(1, 1, other)],
    summary: "the avatar system bev-avatar-controller on thanos does not answer",
    silent: {
      "another job": [up(1, 0, other)],
      "its node being switched off, which is there on demand": [
        up(1, 0, onDemand),
        up(1, 0, { ...other, ...onDemand }),
      ],
      "values below 0": [up(1, -1)],
      "values above 1": [up(1, 2)],
    },
    told: {
      "one beside a node on demand that is off": [
        ...[up(1, 0), up(1, 1, other)],
        up(0, 0, { node: "starlord", ...other, ...onDemand }),
      ],
      "one on a node that is there always and down": [up(1, 0), up(1, 0, other)],
    },
  },
  AvatarSlow: {
    target: avatar,
    series: times("avatar_response_time_seconds", 0.1, 0.12, 0.01),
    summary: "the avatar answers in 112ms; its target is 100 ms",
    drops: [...AGGREGATED, "quality"],
    lasts: 4,
    told: { "few answers": seldom(times("avatar_response_time_seconds", 0.1, 0.12, 0.01)) },
  },
  AvatarVerySlow: {
    target: avatar,
    series: times("avatar_response_time_seconds", 0.5, 0.55, 0.01),
    summary: "the avatar answers in 530ms; its target is 100 ms",
    drops: [...AGGREGATED, "quality"],
    lasts: 4,
    told: { "few answers": seldom(times("avatar_response_time_seconds", 0.5, 0.55, 0.01)) },
  },
  ExtendedReasoningHighLatency: {
    target: reasoning,
    series: times("extended_reasoning_time_seconds", 2, 2.5, 0.1),
    summary: "extended reasoning takes 2.3s; its target is 2 s",
    drops: [...AGGREGATED, "quality"],
    lasts: 4,
    told: { "few answers": seldom(times("extended_reasoning_time_seconds", 2, 2.5, 0.1)) },
  },
  OSINTSourcesBelowTarget: {
    target: osint,
    series: successes(57, 56, 60),
    summary: "93.33% of the questions to OSINT sources succeed; the target is 95 %",
    drops: [...AGGREGATED, "source"],
    lasts: 4,
    without: { record: "bev:osint_sources_success_rate", series: nothingAsked },
    told: { "few questions": seldom(successes(57, 56, 60)) },
  },
  OSINTInvestigationFailureRate: {
    target: osint,
    series: successes(48, 47, 60),
    summary: "78.33% of the questions to OSINT sources succeed; the target is 95 %",
    drops: [...AGGREGATED, "source"],
    lasts: 4,
    without: { record: "bev:osint_sources_success_rate", series: nothingAsked },
    told: { "few questions": seldom(successes(48, 47, 60)) },
  },
};

/** On a node on demand that is on. */
export const onDemandAvatar: Behaviour = {
  target: { ...avatar, ...onDemand },
  series: [up(1, 0), up(1, 1, other)],
  summary: "the avatar system bev-avatar-controller on thanos does not answer",
};
