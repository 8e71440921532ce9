/** Names of regions, and how a region's entry answers. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { healthOf, regionNamed } from "./regions.ts";

const server = createServer(({ url }, response) => {
  response.writeHead(url === "/health" ? 200 : 503).end();
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

it.each([
  ["/health", "healthy"],
  ["/ill", "answers 503"],
])("says of %s: %s", async (path, health) => {
  const { port } = server.address() as AddressInfo;
  expect(await healthOf(`http://127.0.0.1:${String(port)}${path}`)).toBe(health);
});

it("says that nothing answers", async () => {
  expect(await healthOf("http://127.0.0.1:1/health")).toBe("no answer");
});

it("takes a region's name and its stack's, and no other", () => {
  expect([regionNamed("eu-central"), regionNamed("edge-eu-central")]).toEqual([
    "eu-central",
    "eu-central",
  ]);
  expect(() => regionNamed("oracle1")).toThrow("region: must be one of us-east, us-west, ");
});
