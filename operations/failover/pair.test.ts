import { expect, it } from "@jest/globals";
import { pairOf, secretsOf, staysBehind } from "./pair.ts";

const configs = new Map(
  ["thanos", "oracle1"].map((name) => [name, { prefix: "bev_", node: { host: `ssh://${name}` } }]),
) as unknown as Parameters<typeof pairOf>[1];

it("finds both servers and the proxy by the rows", () => {
  const pair = pairOf("thanos", configs);
  expect(pair).toMatchObject({
    primary: { node: "thanos", engine: "ssh://thanos", container: "bev_postgres" },
    replica: { node: "oracle1", engine: "ssh://oracle1", container: "bev_postgres_replica" },
    proxy: { engine: "ssh://oracle1", container: "bev_postgres_proxy" },
    ...{ database: "osint", subscription: "postgres_replica" },
  });
  expect(secretsOf(pair)).toEqual(["postgres/password", "postgres/vault-admin"]);
  const { databases, services } = staysBehind(pair);
  expect(databases).toEqual(["airflow", "auto_recovery"]);
  expect(services).toContain("neo4j");
  expect(services).not.toContain("postgres");
});

it("refuses a node whose PostgreSQL has no replica", () => {
  expect(() => pairOf("oracle1", configs)).toThrow(
    /^node: must be thanos, whose postgres has a replica, got "oracle1"; a node that is lost comes back with npx bev restore --node <node>$/,
  );
});
