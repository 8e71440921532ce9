/** What the routers of the platform and of a region are told of regions, and which clients the tailnet lets through to them. */
import { describe, expect, it } from "@jest/globals";
import { edgeRows } from "../catalog/edge.ts";
import { catalog } from "../catalog/index.ts";
import { isEdgeStack } from "../catalog/regions.ts";
import { resolveService } from "../catalog/resolve.ts";
import type { Service } from "../catalog/resolve.ts";
import { connectionsOf } from "../access/tailnet/connections.ts";
import { askedPurposes, renderConfig } from "./index.ts";

const machineAt = (address: string) => ({
  ...{ host: `ssh://${address}`, address, architecture: "amd64" as const },
  ...{ memoryMebibytes: 8192, cores: 4 },
});

const machines = {
  "edge-us-east": machineAt("100.64.10.1"),
  "edge-us-west": machineAt("100.64.10.2"),
  "edge-asia-pacific": machineAt("100.64.10.4"),
};

const all = [...catalog.filter(({ family }) => family !== "edge"), ...edgeRows(machines)].map(
  (row) => resolveService(row),
);

function rendered(stack: string, name: string): unknown {
  const services = all.filter(({ node, enabled }) => node === stack && enabled);
  const service = services.find((one) => one.name === name) as Service;
  const site = { stack, address: "", prefix: "bev_", dataRoot: "/var/lib/bev" };
  const [file] = renderConfig({
    ...{ service, site, services, others: all.filter(({ node }) => node !== stack) },
    addressOf: (other) => machines[other as keyof typeof machines].address,
    endpoint: (other, purpose = "") => `${other}:${purpose}`,
  });
  return JSON.parse(file?.content ?? "null");
}

const entry = (address: string) => ({
  "regional-load-balancer": { http: `${address}:8080`, metrics: `${address}:8404` },
});

it.each(["geo-router", "edge-node-management"])("tells %s of the regions in use", (name) => {
  expect(rendered("oracle1", name)).toEqual({
    check: { everySeconds: 3, timeoutSeconds: 2, failures: 2 },
    regions: [
      {
        ...{ id: "us-east-1", stack: "edge-us-east", location: "Virginia, USA" },
        ...{ address: "100.64.10.1", entry: "100.64.10.1:8080" },
        endpoints: entry("100.64.10.1"),
        health: "http://100.64.10.1:8080/health",
        neighbours: ["us-west-1", "eu-central-1", "ap-southeast-1"],
      },
      {
        ...{ id: "us-west-1", stack: "edge-us-west", location: "California, USA" },
        ...{ address: "100.64.10.2", entry: "100.64.10.2:8080" },
        endpoints: entry("100.64.10.2"),
        health: "http://100.64.10.2:8080/health",
        neighbours: ["us-east-1", "eu-central-1", "ap-southeast-1"],
      },
      {
        ...{ id: "ap-southeast-1", stack: "edge-asia-pacific", location: "Singapore" },
        ...{ address: "100.64.10.4", entry: "100.64.10.4:8080" },
        endpoints: entry("100.64.10.4"),
        health: "http://100.64.10.4:8080/health",
        neighbours: ["eu-central-1", "us-west-1", "us-east-1"],
      },
    ],
  });
});

it("tells a region's routing of its own entry and of its neighbours in use, the nearest first", () => {
  expect(rendered("edge-asia-pacific", "geographic-routing")).toMatchObject({
    region: "ap-southeast-1",
    own: { address: "regional-load-balancer:http" },
    neighbours: [
      { id: "us-west-1", address: "100.64.10.2:8080", health: "http://100.64.10.2:8080/health" },
      { id: "us-east-1", address: "100.64.10.1:8080", health: "http://100.64.10.1:8080/health" },
    ],
  });
});

describe("the tailnet", () => {
  const connections = connectionsOf(all, askedPurposes).filter(({ dst }) =>
    isEdgeStack(dst.replace("tag:", "")),
  );

  it("lets through to a region its routers, its neighbours, monitoring and operators", () => {
    const toEast = connections
      .filter(({ dst }) => dst === "tag:edge-us-east")
      .map(({ src, client, port }) => `${src} ${client} ${String(port)}`);
    expect(toEast.sort()).toEqual([
      "group:operators operators 22",
      "group:operators operators 8080",
      "tag:edge-asia-pacific geographic-routing 8080",
      "tag:edge-us-west geographic-routing 8080",
      "tag:oracle1 blackbox-exporter 8080",
      "tag:oracle1 edge-node-management 8080",
      "tag:oracle1 geo-router 8080",
      "tag:oracle1 prometheus 8404",
      "tag:thanos prometheus-thanos 8404",
    ]);
  });

  it("lets nobody through to a region that is not in use", () => {
    expect(connections.filter(({ dst }) => dst === "tag:edge-eu-central")).toEqual([]);
  });
});
