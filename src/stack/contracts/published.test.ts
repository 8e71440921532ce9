/** What a plan makes of other stacks' contracts. */
import { describe, expect, it } from "@jest/globals";
import { serviceLike } from "../../../test/kit/site.ts";
import { formatFault } from "../../lib/faults.ts";
import { asPublished, choiceLines, unmetNeeds, waitLines } from "./published.ts";
import type { Contracts } from "./published.ts";

const postgres = serviceLike("postgres");
const exporter = serviceLike("gpu-exporter");
const rows = [postgres, exporter];

const thanos = (
  services: Record<string, boolean>,
  endpoints: Record<string, Record<string, number>> = {},
): Contracts => ({ thanos: { services, endpoints } });

const asRows = thanos(
  { postgres: true, "gpu-exporter": true },
  { postgres: { sql: 5432 }, "gpu-exporter": { metrics: 9400 } },
);
const moved = thanos({ postgres: true, "gpu-exporter": true }, { postgres: { sql: 5442 } });
const off = thanos({ postgres: false, "gpu-exporter": false });

describe("a service of another stack", () => {
  it("is where that has published it", () => {
    const { enabled, ports } = asPublished(postgres, moved);
    expect([enabled, ports.map(({ container, external }) => [container, external])]).toEqual([
      true,
      [[5432, 5442]],
    ]);
  });

  it("is off where that has switched it off, and keeps the reason of its row", () => {
    expect(asPublished(postgres, off)).toMatchObject({
      ...{ enabled: false, disabled: "as thanos has published" },
    });
    const disabled = { ...postgres, enabled: false, disabled: "not sized" };
    expect(asPublished(disabled, off).disabled).toBe("not sized");
    expect(asPublished(disabled, asRows).enabled).toBe(true);
  });

  it.each([
    ["a stack that has published nothing", {}],
    ["a contract from before services were in it", { thanos: { endpoints: {} } }],
    ["a contract that does not know it", thanos({ postgres: true })],
    [
      "the contract of another stack",
      { oracle1: { services: { "gpu-exporter": false }, endpoints: {} } },
    ],
  ])("is as its row has it, with %s", (_what, contracts) => {
    expect(asPublished(exporter, contracts)).toBe(exporter);
  });

  it("publishes nothing that its row keeps inside", () => {
    const ports = postgres.ports.map((port) => ({ ...port, external: undefined }));
    expect(asPublished({ ...postgres, ports }, moved).ports).toEqual(ports);
  });
});

describe("what is said of it", () => {
  it("is nothing where rows and contracts agree, or nothing is published", () => {
    for (const contracts of [asRows, {}, { thanos: { endpoints: {} } }]) {
      expect([choiceLines(rows, contracts), waitLines("oracle1", rows, contracts)]).toEqual([
        [],
        [],
      ]);
    }
  });

  it("is which of them its stack has chosen otherwise", () => {
    const disabled = { ...exporter, enabled: false };
    const contracts = thanos({ postgres: false, "gpu-exporter": true });
    expect(choiceLines([postgres, disabled], contracts)).toEqual([
      "thanos: goes by what it has published and not by rows: on: gpu-exporter; off: postgres",
    ]);
    expect(waitLines("oracle1", [postgres, disabled], contracts)).toEqual([]);
  });

  it("is that it has moved, and which updates end that", () => {
    expect(waitLines("oracle1", [postgres], moved)).toEqual([
      "thanos/postgres/ports/sql: must be published as 5432, as its row says, is published as 5442; " +
        "run npx bev up thanos, then npx bev up oracle1",
    ]);
  });

  it("is that a port is new there", () => {
    const contracts = thanos({ postgres: true });
    expect(waitLines("oracle1", [postgres], contracts)).toEqual([
      "thanos/postgres/ports/sql: must be published as 5432, as its row says, is not yet; " +
        "run npx bev up thanos, then npx bev up oracle1",
    ]);
  });

  it("is that the whole service is new there, if it is on", () => {
    const contracts = thanos({ postgres: true }, { postgres: { sql: 5432 } });
    expect(waitLines("oracle1", [...rows, { ...exporter, enabled: false }], contracts)).toEqual([
      "thanos/gpu-exporter: must be published by thanos, is taken from its row; run npx bev up thanos, " +
        "then npx bev up oracle1",
    ]);
  });
});

describe("needs of services", () => {
  const replica = serviceLike("postgres-replica");
  const grafana = serviceLike("grafana");

  it("are unmet where another stack has switched off what they name", () => {
    const unmet = unmetNeeds([replica, grafana], [asPublished(postgres, off)]);
    expect(unmet.map(({ node, fault }) => [node, formatFault(fault)])).toEqual([
      [
        "thanos",
        "oracle1/postgres-replica/dependsOn/postgres: must be enabled, is disabled (as thanos has published); run " +
          "pulumi config set --path bev:services.postgres.enabled true --stack thanos and npx bev up thanos, " +
          "or disable postgres-replica",
      ],
    ]);
  });

  it("are unmet where they are of an address alone", () => {
    const client = { ...grafana, dependsOn: [], env: { DB: { endpoint: "postgres" } } };
    const [unmet] = unmetNeeds([client], [asPublished(postgres, off)]);
    expect(unmet?.fault.path).toBe("oracle1/grafana/env/DB");
  });

  it("are met by what is on", () => {
    expect(unmetNeeds([replica], [asPublished(postgres, moved)])).toEqual([]);
  });
});
