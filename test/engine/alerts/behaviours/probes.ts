import type { Behaviour, Sample, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const exporter = {
  ...{ job: "blackbox-exporter", service: "blackbox-exporter", family: "monitoring" },
  availability: "24/7",
};
const target = {
  ...{ job: "probe-http", instance: "http://100.122.12.53:7474/" },
  ...{ service: "neo4j", family: "database", availability: "24/7" },
};
const vault = {
  ...{ job: "probe-vault", instance: "https://vault:8200/v1/sys/health" },
  ...{ service: "vault", family: "secrets", availability: "24/7" },
};
const broker = {
  ...{ job: "probe-tls", instance: "100.122.12.53:5672" },
  ...{ service: "rabbitmq-1", family: "queue", availability: "24/7" },
};

const success = (well: Sample, ill = well, labels = {}): Series => ({
  metric: "probe_success",
  ...{ labels, well, ill },
});
const up = (well: Sample, ill: Sample, labels = {}): Series => ({
  metric: "up",
  labels: { ...exporter, ...labels },
  ...{ well, ill },
});
const onDemand = { availability: "on demand" };
const nodeExporter = { job: "node-exporters", service: "node-exporter" };

const status = (well: Sample, ill: Sample, labels = {}): Series => ({
  metric: "probe_http_status_code",
  ...{ labels, well, ill },
});

/** Minutes at which a table's alert fires, and one later. */
const FIRES = 15;
const DAY = 24 * 60 * 60;
const FAR = 1000 * DAY;

/** A certificate that has so many seconds at a minute. */
const end = (well: number, ill: Sample = well): Series => ({
  metric: "probe_ssl_earliest_cert_expiry",
  ...{ well, ill },
});
const at = (minute: number, left: number) => minute * 60 + left;

const certificate = (limit: number, left: string): Behaviour => ({
  target: broker,
  series: [end(FAR, at(FIRES, limit - 1))],
  summary: `the certificate of rabbitmq-1 on thanos ends in ${left}`,
  silent: { "one that is on the limit": [end(FAR, at(FIRES + 1, limit))] },
  told: {
    "one whose probe fails since": [end(at(FIRES, limit - 1), null)],
  },
});

export const blackbox: Record<string, Behaviour> = {
  BlackboxConfigRefused: {
    target: exporter,
    ...flag("blackbox_exporter_config_last_reload_successful", 1),
    summary: "blackbox-exporter on thanos keeps its former configuration",
  },
  ProbeFailed: {
    target,
    series: [success(1, 0)],
    summary: "neo4j on thanos does not answer at http://100.122.12.53:7474/ as it must",
    silent: {
      "a node on demand that is switched off": [
        success(1, 0, onDemand),
        up(1, 0, { ...nodeExporter, ...onDemand }),
        // The exporter elsewhere answers for it.
        up(1, 1, { job: "probe-http", ...onDemand }),
      ],
      "values below 0": [success(1, -1)],
      "values above 1": [success(1, 2)],
    },
    told: {
      "one of a node whose targets are all down": [success(1, 0), up(1, 0, nodeExporter)],
      "one beside a node on demand that is off": [
        success(1, 0),
        up(0, 0, { node: "starlord", ...nodeExporter, ...onDemand }),
      ],
    },
  },
  VaultSealed: {
    target: vault,
    series: [status(200, 503)],
    summary: "vault on thanos is sealed and gives nobody a secret",
    silent: {
      "one that is new": [status(200, 501)],
      "one that has no answer": [status(200, 0)],
      "a code above": [status(200, 504)],
      "another service that is not ready": [status(200, 503, { job: "probe-http" })],
    },
  },
  CertificateEndsSoon: certificate(21 * DAY, "20d 23h 59m 59s"),
  CertificateEndsVerySoon: certificate(7 * DAY, "6d 23h 59m 59s"),
};
