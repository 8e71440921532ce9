/** What services/failover is told, and which services its watch asks. */
import { expect, it } from "@jest/globals";
import { endpointOf } from "../../access/site.ts";
import { catalog } from "../../catalog/index.ts";
import { loginSecrets } from "../../catalog/needs.ts";
import { resolveService } from "../../catalog/resolve.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { StackName } from "../../catalog/types.ts";
import { askedPurposes, renderConfig, renderData } from "../index.ts";
import { movedSecrets } from "../postgres/failover.ts";
import { pairRows } from "../postgres/pair.ts";

const REGION = "edge-us-east";
const { primary, replica } = pairRows();

/** Rows of a platform whose region votes, or of one without a third vote. */
function rows(hasVote: boolean): Service[] {
  return catalog.map((row) => {
    const votes = row.image === "failover" && (row.node === REGION || row.node === "oracle1");
    return resolveService(row, votes ? { enabled: hasVote } : {});
  });
}

function rendered(name: string, node: StackName, file: string, hasVote = true): string {
  const all = rows(hasVote);
  const services = all.filter((one) => one.node === node && one.enabled);
  const others = all.filter((one) => one.node !== node);
  const addressOf = (stack: string) => `${stack}.test`;
  const service = all.find((one) => one.name === name && one.node === node) as Service;
  const files = renderConfig({
    ...{ service, services, others, addressOf },
    site: { stack: node, address: "", prefix: "bev_", dataRoot: "" },
    endpoint: (to, purpose) =>
      endpointOf({ stack: node, services, others, addressOf }, to, purpose),
  });
  return files.find((one) => one.name === file)?.content ?? "";
}

it("tells the watch what to look at, and what to move", () => {
  const { scripts, ...told } = JSON.parse(rendered("failover-watch", "oracle1", "watch.json")) as {
    scripts: Record<string, string>;
  };
  expect(told).toEqual({
    ...{ from: "thanos", to: "oracle1", prefix: "bev_" },
    ...{ database: "osint", subscription: "postgres_replica" },
    ...{ primary: "thanos.test:5432", machine: "thanos.test:9100", vote: "edge-us-east.test:8490" },
    ...{ lease: "postgres-proxy:8405", proxy: "bev_postgres_proxy" },
    point: "/usr/local/etc/haproxy/point.sh",
    replica: "bev_postgres_replica",
  });
  expect(Object.keys(scripts)).toEqual(["replication", "promote"]);
});

it("has the primary ask the third vote, where there is one", () => {
  const lease = (hasVote: boolean) => rendered("postgres", "thanos", "lease.sh", hasVote);
  expect(lease(true)).toContain("\nvote=edge-us-east.test:8490\n");
  expect(lease(false)).toContain("\nvote=\n");
});

it("asks the server that it may fail over, its machine, the vote, and nobody else", () => {
  const all = rows(true);
  const watch = all.find(({ name }) => name === "failover-watch") as Service;
  const asked = all
    .filter(({ enabled }) => enabled)
    .flatMap((server) =>
      askedPurposes(watch, server).map((purpose) => `${server.node}/${server.name} ${purpose}`),
    );
  expect(asked).toEqual([
    "thanos/postgres sql",
    "thanos/node-exporter metrics",
    "edge-us-east/failover-vote vote",
  ]);
});

it("asks for the verifiers of all logins that a promoted replica needs", () => {
  const watch = catalog.find(({ name }) => name === "failover-watch");
  expect(loginSecrets(watch?.data)).toEqual(movedSecrets(primary.data, replica.data));
});

it("leaves no script for a promoted replica before every verifier is known", () => {
  const watch = rows(true).find(({ name }) => name === "failover-watch") as Service;
  const secrets = movedSecrets(primary.data, replica.data);
  const script = (known: string[]) =>
    renderData(watch, {
      ...{ members: 1, endpoint: (name: string) => name },
      verifiers: Object.fromEntries(known.map((secret) => [secret, `verifier of ${secret}`])),
    });
  expect(script(secrets.slice(1))).toContain("<<'MOVED'\n\nMOVED\n");
  expect(script(secrets)).toContain(
    "alter role current_user password 'verifier of postgres/password';",
  );
});
