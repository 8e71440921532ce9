/** Failover without a person: the third vote in a region, and the watch beside the replica that acts by it (ADR-0034). */
import type { Service } from "../../catalog/resolve.ts";
import type { FailoverData } from "../../catalog/types.ts";
import { containerName } from "../../lib/names.ts";
import { shellScript } from "../../lib/shell-script.ts";
import { isVote, VOTE, voteAt } from "../../rules/votes.ts";
import { pointFile } from "../haproxy/postgres-proxy.ts";
import {
  movedScript,
  movedSecrets,
  promoteScript,
  replicationScript,
} from "../postgres/failover.ts";
import { LEASE } from "../postgres/lease.ts";
import { pairRows } from "../postgres/pair.ts";
import { json } from "../regions.ts";
import type { ConfigRenderer, DataContext, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

const MACHINE = { software: "node-exporter", purpose: "metrics" };

/** Of the node whose server may be failed over: it answers as long as its machine does. */
function isMachine({ image, node }: Service): boolean {
  return image.software === MACHINE.software && node === pairRows().primary.node;
}

/** Who may hold the lease; the first does in the beginning. */
const voteJson: ConfigRenderer = () => {
  const { primary, replica } = pairRows();
  return json({ nodes: [primary.node, replica.node] });
};

const watchJson: ConfigRenderer = ({ site, services, others, addressOf, endpoint }) => {
  const { primary, replica, proxy, subscription } = pairRows();
  const container = ({ name }: { name: string }) => containerName(site.prefix, name);
  const all = [...services, ...others];
  const machine = all.find(isMachine);
  const port = machine?.ports.find(({ purpose }) => purpose === MACHINE.purpose)?.external;
  return json({
    ...{ from: primary.node, to: replica.node, prefix: site.prefix },
    ...{ database: subscription.database, subscription: subscription.name },
    primary: endpoint(primary.name),
    machine: `${addressOf(primary.node)}:${String(port)}`,
    // Until the region has published it there is none.
    vote: voteAt(all, addressOf) ?? "",
    lease: endpoint(proxy.name, LEASE),
    proxy: container(proxy),
    point: pointFile(proxy),
    replica: container(replica),
    scripts: { replication: replicationScript(), promote: promoteScript() },
  });
};

/** Leaves the script that gives a promoted replica the primary's logins, once all of their passwords are known. */
function movedData(_objects: FailoverData, { verifiers }: DataContext): string {
  const { primary, replica } = pairRows();
  const isKnown = movedSecrets(primary.data, replica.data).every((secret) => verifiers[secret]);
  const moved = isKnown ? movedScript(primary.data, replica.data, verifiers) : "";
  return shellScript(new URL("data.sh", import.meta.url), { moved });
}

/** The watch alone: of the server, of its machine, and of the vote. The proxy is on its own node. */
function asks(server: Service, client: Service): string[] {
  if (client.data?.engine !== "failover") return [];
  if (isVote(server)) return [VOTE];
  if (isMachine(server)) return [MACHINE.purpose];
  return server.name === pairRows().primary.name ? ["sql"] : [];
}

export const failover: Software = {
  config: { "vote.json": voteJson, "watch.json": watchJson },
  data: movedData,
  // The watch tells of the vote too.
  metrics: { purpose: "metrics", optional: true, alerts, panels },
  usesEngine: true,
  asks: (server, _product, client) => asks(server, client),
};
