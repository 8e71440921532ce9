/** What a row asks of its product, and what the product has. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../test/kit/site.ts";
import { catalog } from "../catalog/index.ts";
import { resolveService } from "../catalog/resolve.ts";
import { CERTIFICATE } from "../catalog/tls.ts";
import { formatFaults } from "../lib/faults.ts";
import { products, softwareFaults } from "./index.ts";

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

it("refuses the node's files to a product that does not look at its node", () => {
  const row = serviceLike("nginx", { hostRoot: "/host" });
  expect(formatFaults(softwareFaults([row]))).toBe(
    'oracle1/nginx/hostRoot: must be absent, because nginx does not look at its node, got "/host"; ' +
      "drop it from src/catalog/network.ts",
  );
});

it("refuses the Engine's socket to a product that does not speak to it", () => {
  const row = serviceLike("nginx", { engineSocket: "/engine/docker.sock" });
  expect(formatFaults(softwareFaults([row]))).toBe(
    "oracle1/nginx/engineSocket: must be absent, because nginx does not speak to the Engine, got " +
      '"/engine/docker.sock"; drop it from src/catalog/network.ts',
  );
});

it("refuses a certificate of a product that cannot take a renewed one", () => {
  const row = serviceLike("nginx", { secrets: [...CERTIFICATE] });
  expect(formatFaults(softwareFaults([row]))).toBe(
    "oracle1/nginx/secrets: must have no certificate, which is renewed as nginx runs and is not taken; " +
      "add `reload` to src/software/nginx/index.ts, or drop the certificate from src/catalog/network.ts",
  );
});

it.each(Object.keys(products))("knows of %s only secret files that its rows have", (product) => {
  const { atStart = [], fixed = {} } = products[product] ?? {};
  const rows = catalog.map((row) => resolveService(row));
  const files = rows
    .filter(({ image }) => image.software === product)
    .flatMap(({ secrets }) => secrets.map(({ name }) => name));
  expect(files).toEqual(expect.arrayContaining([...atStart, ...Object.keys(fixed)]));
});

it("has nothing against a row without either", () => {
  expect(softwareFaults([serviceLike("weaviate")])).toEqual([]);
});
