import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { isStateful, replicaFaults, volumeFaults } from "./services.ts";

describe("replicaFaults", () => {
  const service = (count: number, max: number | null, singleton?: true) => ({
    name: "crypto-analyzer",
    node: "oracle1",
    family: "osint",
    replicas: { max, count },
    ...(singleton && { singleton }),
  });

  it.each([
    [1, 3],
    [3, 3],
    [50, null],
  ])("takes %d of at most %s", (count, max) => {
    expect(replicaFaults([service(count, max)])).toEqual([]);
  });

  it.each([
    [4, 3, "must be 1 to 3, got 4"],
    [0, 3, "must be 1 to 3, got 0"],
    [1.5, null, "must be 1 or more, got 1.5"],
    [2, 1, "must be 1, got 2"],
  ])("refuses %d of at most %s", (count, max, problem) => {
    expect(replicaFaults([service(count, max)])[0]?.problem).toBe(problem);
  });

  it("refuses a second instance of a singleton, whatever its bounds", () => {
    expect(formatFaults(replicaFaults([service(2, 3, true)]))).toBe(
      "oracle1/crypto-analyzer/replicas: must be 1, it is a singleton, got 2; run pulumi config set " +
        "--path bev:services.crypto-analyzer.replicas <number> --stack oracle1",
    );
  });
});

describe("volumeFaults", () => {
  const service = (paths: string[], writable = {}) => ({
    name: "postgres",
    node: "thanos",
    family: "database",
    volumes: paths.map((path) => ({ path })),
    image: { volumePaths: ["/var/lib/postgresql/data"], writable },
  });

  it("refuses a VOLUME path without a named volume", () => {
    expect(formatFaults(volumeFaults([service(["/data"])]))).toBe(
      "thanos/postgres/volumes: must cover /var/lib/postgresql/data, where the image declares a " +
        "volume; add it to `volumes` of the row in src/catalog/database.ts",
    );
  });

  it("takes a named volume or a tmpfs on it", () => {
    expect(volumeFaults([service(["/var/lib/postgresql/data"])])).toEqual([]);
    expect(volumeFaults([service([], { "/var/lib/postgresql/data": 1 })])).toEqual([]);
  });
});

it("calls a service stateful when a volume of it is worth saving", () => {
  expect(isStateful({ volumes: [{ backup: "none" }, { backup: "pg_dump" }] })).toBe(true);
  expect(isStateful({ volumes: [{ backup: "none" }] })).toBe(false);
  expect(isStateful({ volumes: [] })).toBe(false);
});
