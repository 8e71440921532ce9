import type { Behaviour, Series } from "../behaviour.ts";

const target = {
  ...{ job: "haproxy", service: "haproxy", family: "network", availability: "24/7" },
};
const proxy = { proxy: "nginx" };

/** 120 answers a minute, so many of them in error, by two of its threads. */
const answers = (well: number, ill = well): Series[] => {
  const of = (code: string, thread: string, count: (errors: number) => number): Series => ({
    metric: "haproxy_backend_http_responses_total",
    labels: { ...proxy, code, thread },
    ...{ well: { perMinute: count(well) }, ill: { perMinute: count(ill) } },
  });
  return ["1", "2"].flatMap((thread) => [
    of("5xx", thread, (errors) => errors / 2),
    of("2xx", thread, (errors) => 60 - errors / 2),
  ]);
};

const primary = (well: number, ill: number): Series[] => [
  { metric: "haproxy_backend_active_servers", labels: { proxy: "primary" }, well, ill },
  { metric: "haproxy_backend_backup_servers", labels: { proxy: "primary" }, well: 0 },
];

const servers = (well: number, ill = well, backup = 0): Series[] => [
  { metric: "haproxy_backend_active_servers", labels: proxy, well, ill },
  { metric: "haproxy_backend_backup_servers", labels: proxy, well: backup },
];

const sessions = (well: number, ill: number, calm: number): Series[] => [
  {
    metric: "haproxy_frontend_current_sessions",
    ...{ labels: { proxy: "web" }, well, ill, calm },
  },
  { metric: "haproxy_frontend_limit_sessions", labels: { proxy: "web" }, well: 4000 },
];

export const haproxy: Record<string, Behaviour> = {
  HaproxyBackendWithoutServer: {
    target,
    series: servers(1, 0),
    summary: "haproxy on thanos has no server for nginx and answers 503",
    silent: {
      "a backup that takes over": servers(1, 0, 1),
      "a second server while the first is replaced": servers(1, 2),
      "a primary, which has an alert of its own": primary(1, 0),
    },
    told: { "fewer than none": servers(1, -1) },
  },
  HaproxyPrimaryWithoutServer: {
    target: { ...target, service: "postgres-proxy" },
    series: primary(1, 0),
    summary: "postgres-proxy on thanos has no server that is written to, and refuses its clients",
    silent: { "another backend": servers(1, 0), "more than one": primary(1, 2) },
    told: { "fewer than none": primary(1, -1) },
  },
  HaproxyServerErrors: {
    target,
    series: answers(6, 6.4),
    summary: "5.333% of the answers of nginx behind haproxy are server errors",
    drops: ["job", "availability", "code", "thread"],
    lasts: 4,
    silent: {
      "a share on the limit": answers(0, 6),
      "no answer at all": answers(0).map((one) => ({ ...one, well: { perMinute: 0 } })),
      "errors of the clients": [
        ...answers(0),
        {
          metric: "haproxy_backend_http_responses_total",
          labels: { ...proxy, code: "4xx" },
          ...{ well: { perMinute: 0 }, ill: { perMinute: 60 } },
        },
      ],
      "errors of another backend": [
        ...answers(6),
        {
          metric: "haproxy_backend_http_responses_total",
          labels: { proxy: "other", code: "2xx" },
          well: { perMinute: 60 },
        },
      ],
    },
  },
  HaproxySessionsNearlyUsed: {
    target,
    series: sessions(3200, 3204, 10),
    summary: "web of haproxy uses 80.1% of its sessions",
  },
};
