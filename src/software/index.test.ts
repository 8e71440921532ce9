/** What a row asks of its product, and what the product has. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../test/kit/site.ts";
import { formatFaults } from "../lib/faults.ts";
import { softwareFaults } from "./index.ts";

const config = (...files: string[]) => ({ config: { path: "/etc/x", files } });

it("refuses a file that the product does not have", () => {
  const row = serviceLike("nginx", config("default.conf", "other.conf"));
  expect(formatFaults(softwareFaults([row]))).toBe(
    'oracle1/nginx/config/files: must be files that nginx has, got "other.conf"; add it to ' +
      "src/software/nginx/index.ts, or drop it from src/catalog/network.ts",
  );
});

it("refuses data objects of a product that has none", () => {
  const row = serviceLike("nginx", { data: { engine: "kafka", topics: [] } });
  expect(formatFaults(softwareFaults([row]))).toBe(
    "oracle1/nginx/data: must be of a product with data objects, nginx has none; add them to " +
      "src/software/nginx/index.ts, or drop `data` from src/catalog/network.ts",
  );
});

it("has nothing against a row without either", () => {
  expect(softwareFaults([serviceLike("weaviate")])).toEqual([]);
});
