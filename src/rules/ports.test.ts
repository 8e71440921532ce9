import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import {
  failoverPorts,
  isPort,
  portCollisionFaults,
  reservedPorts,
  portRangeFaults,
} from "./ports.ts";

const user = (name: string, external: number | undefined, node = "thanos", protocol = "tcp") => ({
  name,
  node,
  family: "database",
  ports: [{ container: 80, external, protocol }],
});

it.each([
  [1, true],
  [65535, true],
  [0, false],
  [65536, false],
  [80.5, false],
  [NaN, false],
])("takes %d for a port: %s", (value, expected) => {
  expect(isPort(value)).toBe(expected);
});

it("names the port that is out of range", () => {
  expect(formatFaults(portRangeFaults([user("redis", 0)]))).toBe(
    "thanos/redis/ports/0: must be 1-65535, got 0; set it in src/catalog/database.ts",
  );
});

it("names both services that want one port", () => {
  const faults = portCollisionFaults([user("context-compressor", 8080), user("weaviate", 8080)]);
  expect(formatFaults(faults)).toBe(
    "thanos/weaviate/ports/8080: must be free on thanos, is published by context-compressor too; " +
      "give one of them another `published` port in src/catalog/database.ts",
  );
});

it("counts each further service on a taken port once, against the first", () => {
  const faults = portCollisionFaults([user("a", 1), user("b", 1), user("c", 1)]);
  expect(faults.map(({ problem }) => problem)).toEqual([
    "must be free on thanos, is published by a too",
    "must be free on thanos, is published by a too",
  ]);
});

it("allows one port on two nodes, on two protocols, or unpublished", () => {
  const services = [
    user("a", 53),
    user("b", 53, "oracle1"),
    user("c", 53, "thanos", "udp"),
    user("d", undefined),
    user("e", undefined),
  ];
  expect(portCollisionFaults(services)).toEqual([]);
});

describe("in a fail-over", () => {
  const alertmanager = {
    name: "alertmanager",
    node: "oracle1",
    family: "monitoring",
    enabled: true,
    failover: { node: "thanos", published: [9093] },
  };

  it("keeps a port free on the node that takes over (C38)", () => {
    const users = [...failoverPorts("thanos", [alertmanager]), user("kafka-2", 9093)];
    expect(formatFaults(portCollisionFaults(users))).toBe(
      "thanos/kafka-2/ports/9093: must be free on thanos, is published by alertmanager (failed over " +
        "from oracle1) too; give one of them another `published` port in src/catalog/database.ts",
    );
  });

  it("keeps nothing free elsewhere, or for what does not run or does not fail over", () => {
    const { failover, ...stays } = alertmanager;
    expect(reservedPorts("thanos", [alertmanager])).toEqual([
      { name: "alertmanager (failed over from oracle1)", external: failover.published[0] },
    ]);
    expect(reservedPorts("oracle1", [alertmanager])).toEqual([]);
    expect(reservedPorts("thanos", [{ ...alertmanager, enabled: false }, stays])).toEqual([]);
  });
});
