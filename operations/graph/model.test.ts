/** Which services and dependencies the picture shows, on small catalogues. */
import { expect, it } from "@jest/globals";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { ServiceSpec, StackName } from "../../src/catalog/types.ts";
import { platformGraph, servicesOf } from "./model.ts";
import type { PlatformGraph } from "./model.ts";

type Row = Partial<ServiceSpec> & { name: string };

function graphOf(rows: Partial<Record<StackName, Row[]>>): PlatformGraph {
  return platformGraph(
    Object.entries(rows).map(([name, specs]) => {
      const stack = name as StackName;
      return {
        stack,
        machine: "",
        services: specs.map((row) => resolveService({ node: stack, family: "osint", ...row })),
      };
    }),
  );
}

function dependenciesOf(rows: Partial<Record<StackName, Row[]>>): unknown[] {
  return graphOf(rows).dependencies;
}

const sql = { container: 5432, purpose: "sql" };
const http = { container: 8080, published: 80, purpose: "http" };

it("groups services by family, in the families' order, without those that are disabled", () => {
  const graph = graphOf({
    thanos: [
      { name: "web" },
      { name: "db", family: "database" },
      { name: "off", disabled: "for the test" },
    ],
  });
  expect(graph.stacks[0]?.groups.map(({ family }) => family)).toEqual(["database", "osint"]);
  expect(graph.stacks.flatMap(servicesOf).map(({ id }) => id)).toEqual(["thanos/db", "thanos/web"]);
});

it("shows ports as they are published, and none that is not", () => {
  const ports = [http, { ...sql, published: false as const }, { ...sql, protocol: "udp" as const }];
  expect(
    graphOf({ thanos: [{ name: "web", ports }] }).stacks.flatMap(servicesOf)[0]?.ports,
  ).toEqual(["80 http", "5432 udp sql"]);
});

it("marks who gets a share of the graphics card, a proxy's backend, and more than one instance", () => {
  const graph = graphOf({
    thanos: [
      { name: "ai", family: "gpu-ai" },
      { name: "web", behind: "proxy" },
    ],
  });
  const [ai, web] = graph.stacks.flatMap(servicesOf);
  expect(ai).toMatchObject({ gpu: 0.25 });
  expect(web).toMatchObject({ behind: "proxy", count: 1 });
  expect(web).not.toHaveProperty("gpu");
});

it("draws one line for a service that is waited for and called", () => {
  expect(
    dependenciesOf({
      thanos: [
        { name: "db", ports: [sql] },
        {
          name: "web",
          dependsOn: ["db"],
          env: { DB: { endpoint: "db" }, ALSO: { endpoint: "db" } },
        },
      ],
    }),
  ).toEqual([{ from: "thanos/web", to: "thanos/db", crossStack: false, port: "5432 sql" }]);
});

it("draws a line for a service that is called and not waited for", () => {
  expect(
    dependenciesOf({
      thanos: [{ name: "db" }, { name: "web", env: { DB: { endpoint: "db" }, TEXT: "db" } }],
    }),
  ).toEqual([{ from: "thanos/web", to: "thanos/db", crossStack: false }]);
});

it("takes a name for the service of the same node first", () => {
  const rows = {
    oracle1: [{ name: "db" }],
    thanos: [{ name: "db" }, { name: "web", dependsOn: ["db"] }],
  };
  expect(dependenciesOf(rows)).toEqual([
    { from: "thanos/web", to: "thanos/db", crossStack: false },
  ]);
});

it.each<[string, Partial<ServiceSpec>, string | undefined]>([
  ["its only port", { dependsOn: ["both"] }, undefined],
  ["the first port of an endpoint", { env: { A: { endpoint: "both" } } }, "80 http"],
  ["the port for a purpose", { env: { A: { endpoint: "both", purpose: "sql" } } }, "5432 sql"],
])("labels a line to another node with %s, where it is known", (_, row, port) => {
  const [dependency] = graphOf({
    oracle1: [{ name: "both", ports: [http, sql] }],
    thanos: [{ name: "web", ...row }],
  }).dependencies;
  expect(dependency).toMatchObject({ to: "oracle1/both", crossStack: true });
  expect(dependency?.port).toBe(port);
});
