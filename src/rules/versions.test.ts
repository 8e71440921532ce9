import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { rollbackFaults } from "./versions.ts";

const store = { name: "postgres", node: "thanos", volumes: [{ backup: "pg_dump" }] };
const cache = { name: "nginx", node: "oracle1", volumes: [{ backup: "none" }] };
const digest = (digit: string): string => `@sha256:${digit.repeat(64)}`;

it("lets a service without data go back to any image", () => {
  expect(rollbackFaults(cache, "nginx:1.27", "nginx:1.26")).toEqual([]);
});

it("lets a store go back to other settings, or a rebuilt image, of the same version", () => {
  const from = `pgvector/pgvector:0.8.0-pg17${digest("a")}`;
  expect(rollbackFaults(store, from, `pgvector/pgvector:0.8.0-pg17${digest("b")}`)).toEqual([]);
});

it("keeps a store from an image that may not read its data", () => {
  const faults = rollbackFaults(store, `postgres:18${digest("a")}`, `postgres:17${digest("b")}`);
  expect(formatFaults(faults)).toBe(
    'thanos/postgres/image: must stay "postgres:18": its data may be in a format that "postgres:17" cannot ' +
      "read; mend it forward, or restore a backup into the older version",
  );
});
