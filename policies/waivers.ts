/** Every exception from a rule, with who answers for it and until when. */
import { nodeNames, productionSite } from "./kit/site.ts";
import type { Waiver } from "./kit/waivers.ts";

const SEES_ITS_NODE =
  "it measures the node's disks: its files read-only, as user 65534 and without capabilities";

/** Two rules refuse the mount, on each node; a region has no exporter. */
const nodeExporters = nodeNames(productionSite).flatMap((node) =>
  ["container-mounts-safe", "container-mounts-its-own"].map((rule): Waiver => ({
    ...{ service: `${node}/node-exporter`, rule, reason: SEES_ITS_NODE },
    ...{ owner: "monitoring", expires: "2027-06-30" },
  })),
);

const SPEAKS_TO_THE_ENGINE =
  "it lets others read their node's Engine: the socket and nothing else, as the one user who may open it on every " +
  "node, without capabilities; its configuration lets nothing through but GET";

const dockerProxies = nodeNames(productionSite).flatMap((node) =>
  ["container-mounts-safe", "container-mounts-its-own", "container-user-not-root"].map(
    (rule): Waiver => ({
      ...{ service: `${node}/docker-proxy`, rule, reason: SPEAKS_TO_THE_ENGINE },
      ...{ owner: "monitoring", expires: "2027-06-30" },
    }),
  ),
);

export const waivers: readonly Waiver[] = [
  ...nodeExporters,
  ...dockerProxies,
  {
    service: "thanos/neo4j",
    rule: "container-root-read-only",
    reason:
      "the image's start script writes conf/neo4j.conf and fetches plugins beside its programs",
    owner: "database",
    expires: "2027-06-30",
  },
  {
    service: "thanos/elasticsearch",
    rule: "container-root-read-only",
    reason: "the image's start script writes the keystore into its config folder",
    owner: "database",
    expires: "2027-06-30",
  },
  {
    service: "oracle1/elasticsearch-monitoring",
    rule: "container-root-read-only",
    reason: "the image's start script writes the keystore into its config folder",
    owner: "monitoring",
    expires: "2027-06-30",
  },
  {
    service: "oracle1/haproxy",
    rule: "container-ports-unprivileged",
    reason: "it is the platform's one door for browsers, which come to 80 and 443",
    owner: "network",
    expires: "2027-06-30",
  },
  {
    service: "thanos/intelowl-django",
    rule: "container-ports-unprivileged",
    reason: "document 003 has analysts reach IntelOwl on port 80 of its node",
    owner: "osint",
    expires: "2027-06-30",
  },
];
