/** What a plan says before Pulumi sees any of it, beyond what its rows say. */
import { describe, expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { formatFaults } from "../lib/faults.ts";
import { edgeRows } from "../catalog/edge.ts";
import { otherServices, planStack, renderFaults } from "./plan.ts";

it("refuses a file that refers to a port that is not there", () => {
  const plan = planStack("thanos", trackedConfig("thanos"));
  const services = plan.services.map((one) =>
    one.name === "postgres" ? { ...one, ports: [] } : one,
  );
  const fault =
    "thanos/endpoints/postgres: must be a service with a port, is none; set it in src/catalog";
  // The pooler's file and the exporter's.
  expect(formatFaults(renderFaults({ ...plan, services }))).toBe(`${fault}\n${fault}`);
});

describe("the services of other stacks", () => {
  const machine = {
    ...{ host: "ssh://us-east", address: "100.64.10.2", architecture: "amd64" as const },
    ...{ memoryMebibytes: 8192, cores: 4 },
  };
  const rows = edgeRows({ "edge-us-east": machine, "edge-us-west": machine });
  const enabledOn = (environment: "production" | "lab", peers: Record<string, string>) => {
    const services = otherServices(rows, "oracle1", { environment, peers, elsewhere: {} });
    return [...new Set(services.filter((one) => one.enabled).map(({ node }) => node))];
  };

  it("are those of every region in use, and in a lab those of its own regions", () => {
    expect(enabledOn("production", {})).toEqual(["edge-us-east", "edge-us-west"]);
    expect(enabledOn("lab", {})).toEqual([]);
    expect(enabledOn("lab", { "edge-us-west": "172.20.0.9" })).toEqual(["edge-us-west"]);
  });
});

describe("what another stack has switched off", () => {
  const gpuExporter = (plan: ReturnType<typeof planStack>) =>
    plan.others.find(({ name }) => name === "gpu-exporter")?.enabled;
  const config = trackedConfig("oracle1");
  const off = { "gpu-exporter": { enabled: false }, postgres: { enabled: false } };
  const chosen = { ...config, elsewhere: { thanos: off } };
  const contract = (isOn: boolean) => ({
    thanos: { services: { "gpu-exporter": isOn }, endpoints: {} },
  });

  it("is off here too, by its contract or else by its file, and refuses no row", () => {
    expect(gpuExporter(planStack("oracle1", config))).toBe(true);
    expect(gpuExporter(planStack("oracle1", config, contract(false)))).toBe(false);
    expect(gpuExporter(planStack("oracle1", chosen))).toBe(false);
    expect(gpuExporter(planStack("oracle1", chosen, contract(true)))).toBe(true);
  });
});

it("has nothing against the tracked stacks", () => {
  expect(renderFaults(planStack("oracle1", trackedConfig("oracle1")))).toEqual([]);
});
