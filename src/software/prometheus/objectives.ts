/** What the platform is to achieve, of the documents' targets: those with a metric, and those without. */
import { KEPT } from "../metrics.ts";

/** A share of events that are to go well. */
export interface Objective {
  /** Label of its series. */
  slo: string;
  what: string;
  share: number;
  /** Where it was said. Absent: no document does. */
  from?: string;
  /** How many events there were, and how many went badly, for each service. */
  events: string;
  errors: string;
}

/** Of series that are 1 or 0: how many there are, and which part of the time they are not 1. */
function gaugeOf(metric: string, matchers = ""): Pick<Objective, "events" | "errors"> {
  return {
    events: `count ${KEPT} (${metric})`,
    errors: `sum ${KEPT} (1 - avg_over_time(${metric}${matchers}[5m]))`,
  };
}

function rateOf(metric: string): string {
  return `sum ${KEPT} (rate(${metric}[5m]))`;
}

const ANSWERS = "haproxy_frontend_http_responses_total";

export const objectives: readonly Objective[] = [
  {
    slo: "probes",
    // The blackbox exporter waits for no longer. A node that is there on demand may be off.
    what: "a published service answers its probe within 5 s",
    share: 0.995,
    from: "002:20",
    ...gaugeOf("probe_success", '{availability!="on demand"}'),
  },
  {
    slo: "web",
    what: "the web entry answers without a server error",
    share: 0.999,
    events: rateOf(`${ANSWERS}{proxy="web"}`),
    errors: rateOf(`${ANSWERS}{proxy="web",code="5xx"}`),
  },
  {
    slo: "postgres",
    what: "PostgreSQL takes connections",
    share: 0.9995,
    from: "002:95",
    ...gaugeOf("pg_up"),
  },
  {
    slo: "osint-sources",
    what: "a question to an OSINT source succeeds",
    share: 0.95,
    from: "001:983",
    events: rateOf("osint_source_attempts_total"),
    errors: `${rateOf("osint_source_attempts_total")} - ${rateOf("osint_source_success_total")}`,
  },
];

/** A target that no share of events says. */
export interface UnmeasuredTarget {
  target: string;
  value: string;
  from: string;
  /** Why, and what sees some of it. */
  because: string;
}

const NO_SHARE = "a mean without a share of requests";
const BY_TEST = "a test of the software itself; BEV's own images come without it";
const NO_METRIC = "no service is said to have a metric of it";
const BY_HAND = "done by people, seldom: nothing counts it";

export const unmeasured: readonly UnmeasuredTarget[] = [
  {
    ...{ target: "answer of the avatar", value: "< 100 ms", from: "001:970" },
    because: `${NO_SHARE}: AvatarSlow, AvatarVerySlow`,
  },
  {
    ...{ target: "voice synthesis", value: "< 200 ms", from: "001:971" },
    because: NO_METRIC,
  },
  {
    ...{ target: "frames of the avatar", value: ">= 120 a second", from: "001:972" },
    because: "a rate: the panel Frames of the avatar",
  },
  {
    ...{ target: "reasoning", value: "< 2 s per 100,000 tokens", from: "001:976" },
    because: `${NO_SHARE}: ExtendedReasoningHighLatency`,
  },
  {
    ...{ target: "consensus of the swarm", value: "< 1 s", from: "001:977" },
    because: NO_METRIC,
  },
  {
    ...{ target: "search for knowledge", value: "< 100 ms", from: "001:978" },
    because: NO_METRIC,
  },
  {
    ...{ target: "an investigation", value: "5 to 30 min", from: "001:981" },
    because: NO_METRIC,
  },
  {
    ...{ target: "investigations at a time", value: ">= 50", from: "001:982" },
    because: "a load, not an event: the panel Active OSINT Investigations",
  },
  {
    ...{ target: "one analysis", value: "< 30 s, confidence > 0.7", from: "000:825" },
    because: BY_TEST,
  },
  {
    ...{ target: "100 analyses at a time", value: "< 120 s in all, < 5 s each", from: "000:926" },
    because: BY_TEST,
  },
  {
    ...{ target: "growth of GPU memory", value: "< 1024 MB in 10 runs", from: "000:954" },
    because: BY_TEST,
  },
  {
    ...{ target: "GPU memory of an analysis", value: "< 8192 MB", from: "000:963" },
    because: BY_TEST,
  },
  {
    ...{ target: "a query of each database", value: "< 1 s", from: "000:981" },
    because: BY_TEST,
  },
  {
    ...{ target: "an investigation as a test", value: "completed within 60 s", from: "000:866" },
    because: BY_TEST,
  },
  {
    ...{ target: "a multi-modal analysis", value: "3 parts, confidence > 0.6", from: "000:903" },
    because: BY_TEST,
  },
  {
    ...{ target: "recovery of a service", value: "< 60 s", from: "002:19" },
    because: "auto-recovery is BEV's own and has no metric of it: its downtime counts in probes",
  },
  {
    ...{ target: "opening of a circuit breaker", value: "< 1 s", from: "002:21" },
    because: NO_METRIC,
  },
  { ...{ target: "a state snapshot", value: "< 30 s", from: "002:22" }, because: NO_METRIC },
  { ...{ target: "a rollback", value: "< 2 min", from: "002:23" }, because: BY_HAND },
  {
    ...{ target: "calls of a service at a time", value: "<= 100", from: "002:24" },
    because: "a limit of the software, not an event",
  },
  {
    ...{ target: "failover of THANOS", value: "5 to 10 min", from: "003:411" },
    because: BY_HAND,
  },
  {
    ...{ target: "restart of ORACLE1 or STARLORD", value: "no data lost", from: "003:416" },
    because: BY_HAND,
  },
  {
    ...{ target: "use of a node", value: "80, 70 and 60 %", from: "003:144" },
    because: "what is reserved, which preview judges; what is used: NodeMemoryNearlyFull",
  },
  {
    ...{ target: "services after a deployment", value: "67", from: "003:712" },
    because: "a count of rows: npx bev verify",
  },
];
