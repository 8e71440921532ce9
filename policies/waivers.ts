/** Every exception from a rule, with who answers for it and until when. */
import { nodeNames, productionSite } from "./kit/site.ts";
import type { Waiver } from "./kit/waivers.ts";

const SEES_ITS_NODE =
  "it measures the node's disks: its files read-only, as user 65534 and without capabilities";

const SPEAKS_TO_THE_ENGINE =
  "it lets others read their node's Engine: the socket and nothing else, as the one user who may open it on every " +
  "node, without capabilities; its configuration lets nothing through but GET";

/** Of a service that each node has, and no region. */
function onEachNode(service: string, rules: readonly string[], reason: string): Waiver[] {
  return nodeNames(productionSite).flatMap((node) =>
    rules.map((rule) => ({
      ...{ service: `${node}/${service}`, rule, reason },
      ...{ owner: "monitoring", expires: "2027-06-30" },
    })),
  );
}

const SAVES_SERVICES =
  "it runs the scripts that save a service in its container or one beside it: the Engine's socket, as the one user who may open " +
  "it on every node, without capabilities; nobody is told anything over its port but figures (ADR-0026)";

const FAILS_OVER =
  "it points the proxy and promotes the replica by scripts in their containers: the Engine's socket, as the one user who may open " +
  "it on every node, without capabilities; nobody is told anything over its port but figures (ADR-0034)";

/** Both refuse what is mounted. */
const MOUNTS = ["container-mounts-safe", "container-mounts-its-own"];

/** Of a service that has its node's Engine run scripts in other containers. */
function runsScripts(service: string, reason: string): Waiver[] {
  return [...MOUNTS, "container-user-not-root"].map((rule) => ({
    ...{ service, rule, reason },
    ...{ owner: "recovery", expires: "2027-06-30" },
  }));
}

export const waivers: readonly Waiver[] = [
  ...onEachNode("node-exporter", MOUNTS, SEES_ITS_NODE),
  ...onEachNode("docker-proxy", [...MOUNTS, "container-user-not-root"], SPEAKS_TO_THE_ENGINE),
  ...runsScripts("thanos/backup-thanos", SAVES_SERVICES),
  ...runsScripts("oracle1/backup-oracle1", SAVES_SERVICES),
  ...runsScripts("starlord/backup-starlord", SAVES_SERVICES),
  ...runsScripts("oracle1/failover-watch", FAILS_OVER),
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
