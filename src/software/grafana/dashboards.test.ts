/** Which dashboards there are, and that every panel can be asked. */
import { expect, it } from "@jest/globals";
import { parser } from "@prometheus-io/lezer-promql";
import { catalog } from "../../catalog/index.ts";
import { resolveService, resolveStack } from "../../catalog/resolve.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { ServiceSpec } from "../../catalog/types.ts";
import { softwareOf } from "../index.ts";
import { dashboardsOf } from "./dashboards.ts";
import { dashboardJson } from "./json.ts";

function dashboards(rows: readonly ServiceSpec[] = catalog) {
  const services = resolveStack(rows, "oracle1", {}).filter(({ enabled }) => enabled);
  const service = services.find(({ name }) => name === "grafana") as Service;
  return dashboardsOf({
    ...{ service, services, softwareOf },
    others: rows.filter(({ node }) => node !== "oracle1").map((row) => resolveService(row)),
    addressOf: (stack) => `address-of-${stack}`,
  });
}

function panelsOf(id: string, rows?: readonly ServiceSpec[]) {
  return dashboards(rows).find((one) => one.id === id)?.panels ?? [];
}

interface Model {
  panels: { gridPos: Record<string, number>; targets: { expr: string; legendFormat: string }[] }[];
}
const models = () => dashboards().map((one) => JSON.parse(dashboardJson(one)) as Model);

it("shows on a node's dashboard who answers, and what its products have", () => {
  const titles = panelsOf("node-thanos").map(({ title }) => title);
  expect(titles[0]).toBe("Services that answer");
  expect(titles).toEqual(expect.arrayContaining(["Memory in use", "Memory of Redis in use"]));
  expect(panelsOf("node-starlord").map(({ title }) => title)).not.toContain(
    "Memory of Redis in use",
  );
});

it("puts what an exporter tells of a server with the server's family", () => {
  const titles = panelsOf("family-database").map(({ title }) => title);
  expect(titles).toContain("Connections of PostgreSQL in use");
  const monitoring = panelsOf("family-monitoring").map(({ title }) => title);
  expect(monitoring).not.toContain("Connections of PostgreSQL in use");
});

it("has the two dashboards of the documents under their titles", () => {
  const titles = dashboards().map(({ title }) => title);
  expect(titles).toContain("BEV AI Assistant Platform Overview");
  expect(titles).toContain("Multi-Node Infrastructure Health");
});

it("takes a further service of a known product without a change", () => {
  const row = catalog.find(({ name, node }) => name === "redis-exporter" && node === "thanos");
  if (!row) throw new Error("no redis-exporter on thanos");
  const more = [...catalog, { ...row, name: "redis-exporter-two" }];
  expect(dashboards(more)).toEqual(dashboards());
});

it("asks for what Prometheus can read", () => {
  const exprs = models().flatMap(({ panels }) =>
    panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  );
  const unreadable = exprs.filter((expr) => {
    const faults: number[] = [];
    parser.parse(expr).iterate({
      enter: ({ type, from }) => {
        if (type.isError) faults.push(from);
      },
    });
    return faults.length > 0;
  });
  expect(unreadable).toEqual([]);
});

it("selects the series of a node or family in Grafana's file", () => {
  const [dashboard] = dashboards().filter(({ id }) => id === "node-thanos");
  const memory = dashboard?.panels.filter(({ title }) => title === "Memory in use") ?? [];
  const { panels } = JSON.parse(dashboardJson({ id: "x", title: "x", panels: memory })) as Model;
  expect(panels[0]?.targets).toEqual([
    expect.objectContaining({
      expr: '(node_memory_percent) and on (node) up{node="thanos"}',
      legendFormat: "{{node}}",
    }),
  ]);
});

it("lays panels out without an overlap", () => {
  for (const { panels } of models()) {
    const places = panels.map(({ gridPos: { x, y } }) => `${String(x)}/${String(y)}`);
    expect(new Set(places).size).toBe(places.length);
  }
});
