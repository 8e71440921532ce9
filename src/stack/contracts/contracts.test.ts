import { describe, expect, it } from "@jest/globals";
import { catalog } from "../../catalog/index.ts";
import { addressOf as tableAddress } from "../../catalog/machines.ts";
import { nodeNames } from "../../catalog/nodes.ts";
import { resolveStack } from "../../catalog/resolve.ts";
import { formatFaults } from "../../lib/faults.ts";
import { record } from "../../../test/kit/mocks.ts";
import { readContracts } from "./consume.ts";
import { contractFaults, contractOf, secretsToVerify } from "./contract.ts";
import { deployOrder, referencesOf, referenceState } from "./references.ts";

const rows = resolveStack(catalog, "oracle1");
const published = {
  verifiers: {},
  ...contractOf(
    "oracle1",
    "100.96.197.84",
    rows.filter(({ enabled }) => enabled),
    rows.map(({ name }) => name),
  ),
};

describe("contractOf", () => {
  it("publishes the ports of enabled services by purpose", () => {
    expect(published.endpoints["vault"]).toEqual({ http: 8200, cluster: 8201 });
    expect(published.endpoints["redis"]).toEqual({ redis: 6379 });
  });

  it("publishes nothing of a service without published ports, or of a disabled one", () => {
    expect(published.endpoints).not.toHaveProperty("nginx");
    expect(published.endpoints).not.toHaveProperty("n8n");
  });

  it("says of every service whether it is on", () => {
    const { services } = published;
    expect(services).toMatchObject({ nginx: true, vault: true, n8n: false });
    expect(Object.keys(services ?? {}).sort()).toEqual(rows.map(({ name }) => name).sort());
  });
});

describe("secretsToVerify", () => {
  const own = resolveStack(catalog, "oracle1");

  it("names what logs in on another node, and not what has a service of its own there", () => {
    expect(secretsToVerify(own, resolveStack(catalog, "thanos"))).toEqual([
      { secret: "postgres-replica/replication", kind: "scram" },
      { secret: "postgres-wal/replication", kind: "scram" },
      { secret: "backup-oracle1/login", kind: "htpasswd" },
    ]);
  });
});

describe("contractFaults", () => {
  it("takes what this program publishes", () => {
    expect(contractFaults(published, "oracle1", "100.96.197.84")).toEqual([]);
  });

  it("reports an address that is not the node table's", () => {
    expect(formatFaults(contractFaults(published, "oracle1", "100.96.197.1"))).toBe(
      'oracle1/contract/address: must be "100.96.197.1" as the node table says, is published as ' +
        '"100.96.197.84"; set it in src/catalog/nodes.ts, or set bev:peers.oracle1',
    );
  });

  it("reports the contract of another machine", () => {
    expect(formatFaults(contractFaults(published, "thanos", "100.96.197.84"))).toBe(
      'thanos/contract/node: must be "thanos", is published as "oracle1"; run pulumi up --stack thanos ' +
        "with its own stack file",
    );
  });

  it("takes what was published before services were", () => {
    const { services: _, ...before } = published;
    expect(contractFaults(before, "oracle1", "100.96.197.84")).toEqual([]);
  });

  it("takes what a later version adds", () => {
    const later = { ...published, region: "us-east" };
    expect(contractFaults(later, "oracle1", "100.96.197.84")).toEqual([]);
  });

  it("reports a port that is none", () => {
    const lying = { ...published, endpoints: { redis: { redis: 65536 } } };
    expect(formatFaults(contractFaults(lying, "oracle1", "100.96.197.84"))).toBe(
      "oracle1/contract/endpoints/redis/redis: Too big: expected number to be <=65535; run pulumi up " +
        "--stack oracle1 with this version of the program",
    );
  });

  it("names stack and key of what another version has published", () => {
    const old = { ...published, endpoints: { redis: { redis: "6379" } } };
    expect(formatFaults(contractFaults(old, "oracle1", "100.96.197.84"))).toBe(
      "oracle1/contract/endpoints/redis/redis: Invalid input: expected number, received string; run " +
        "pulumi up --stack oracle1 with this version of the program",
    );
  });
});

describe("referenceState", () => {
  const hard = { from: "thanos", to: "oracle1", kind: "hard" as const, why: "Consul" };
  const soft = { ...hard, kind: "soft" as const };
  const address = "100.96.197.84";
  const absent = { state: "not deployed, expected at 100.96.197.84 (by the tables)" };

  it("refuses an update before the stack of a hard reference is deployed", () => {
    expect(referenceState(undefined, hard, address, false)).toEqual({
      faults: [
        {
          path: "thanos/references/oracle1",
          problem: "must be deployed first (Consul), has published nothing",
          fix: "run pulumi up --stack oracle1",
        },
      ],
    });
  });

  it("lets a preview, or a soft reference, go by the node table", () => {
    expect(referenceState(undefined, hard, address, true)).toEqual(absent);
    expect(referenceState(undefined, soft, address, false)).toEqual(absent);
  });

  it("accepts what is published as expected, and nothing else", () => {
    expect(referenceState(published, soft, address, false)).toEqual({
      state: "deployed at 100.96.197.84 (as published)",
      contract: published,
    });
    expect(referenceState(published, soft, "100.64.0.9", true)).toHaveProperty("faults");
  });

  it("says of a contract without services that rows count for them", () => {
    const { services: _, ...before } = published;
    expect(referenceState(before, soft, address, false)).toEqual({
      state:
        "deployed at 100.96.197.84 (services by the tables: run npx bev up oracle1 with this version of the program)",
      contract: before,
    });
  });
});

describe("a loose reference, to a region", () => {
  const reference = { from: "oracle1", to: "edge-us-east", kind: "loose" as const, why: "routes" };
  const address = "100.64.10.2";
  const contract = { ...published, node: "edge-us-east", address, endpoints: {} };
  const read = async (stacks: Record<string, Record<string, unknown>>, preview = false) => {
    const environment = { stack: "oracle1", stacks, preview };
    const program = () => readContracts([reference], () => address);
    return (await record(program, environment)).result.states["edge-us-east"];
  };

  it.each([false, true])(
    "stops nothing before its stack is there; a preview: %s",
    async (preview) => {
      const state = "not deployed, expected at 100.64.10.2 (by the tables)";
      expect(await read({}, preview)).toBe(state);
      expect(await read({ "edge-us-east": {} }, preview)).toBe(state);
    },
  );

  it("says where the region is, and what it has published of another place", async () => {
    expect(await read({ "edge-us-east": { contract } })).toBe(
      "deployed at 100.64.10.2 (as published)",
    );
    const moved = { ...contract, address: "100.64.10.9" };
    expect(await read({ "edge-us-east": { contract: moved } })).toBe(
      'taken at 100.64.10.2 (by the tables), although edge-us-east/contract/address: must be "100.64.10.2" as regions.json ' +
        'says, is published as "100.64.10.9"; run npx bev up edge-us-east where it was moved',
    );
  });
});

describe("references", () => {
  const references = nodeNames.flatMap((name) => referencesOf(name));

  it("deploys in an order in which no hard reference points forward", () => {
    const order = deployOrder();
    expect([...order].sort()).toEqual([...nodeNames].sort());
    const backwards = references.filter(
      ({ from, to, kind }) => kind === "hard" && order.indexOf(to) > order.indexOf(from),
    );
    expect(backwards).toEqual([]);
  });

  it("names a ring of hard references", () => {
    const ring = [
      { from: "a", to: "b", kind: "hard" as const, why: "" },
      { from: "b", to: "a", kind: "hard" as const, why: "" },
    ];
    expect(() => deployOrder(["a", "b"], ring)).toThrow("hard references form a ring: a -> b -> a");
  });

  it("connects machines of the tables only, and says why", () => {
    const ends = references.flatMap(({ from, to }) => [from, to]);
    expect(ends.filter((end) => tableAddress(end) === undefined)).toEqual([]);
    expect(references.filter(({ why }) => why === "")).toEqual([]);
  });

  it("has one for every service that needs a service of another node", () => {
    const missing = catalog.flatMap(({ node, name, dependsOn = [] }) =>
      dependsOn.flatMap((needed) => {
        const rows = catalog.filter((row) => row.name === needed);
        if (rows.some((row) => row.node === node)) return [];
        const known = references.some(
          ({ from, to }) => from === node && rows.some((row) => row.node === to),
        );
        return known ? [] : [`${node}/${name} -> ${needed}`];
      }),
    );
    expect(missing).toEqual([]);
  });
});
