/** States as an update leaves them when it is cut off. */
import { expect, it } from "@jest/globals";
import { settle } from "./state-document.ts";
import type { StateDocument, StateResource } from "./state-document.ts";

const CONTAINER = "docker:index/container:Container";
const NETWORK = "docker:index/network:Network";

function resource(name: string, type: string, more: Partial<StateResource> = {}): StateResource {
  return { urn: `urn:pulumi:a::bev::${type}::${name}`, type, inputs: { name }, ...more };
}

function creating(...resources: StateResource[]): StateDocument["pending_operations"] {
  return resources.map((one) => ({ type: "creating", resource: one }));
}

const everything = (kind: string, name: string) => Promise.resolve(`${kind}-${name}-id`);
const nothing = () => Promise.resolve("");

it("takes a container that was made into the state, as it was planned", async () => {
  const web = resource("web", CONTAINER);
  const settled = await settle({ pending_operations: creating(web) }, everything);
  expect(settled).toEqual({
    deployment: {
      resources: [{ ...web, id: "container-web-id", outputs: { name: "web" } }],
      pending_operations: [],
    },
    adopted: ["web"],
    begun: 1,
  });
});

it("puts it in the place of the one that it replaces", async () => {
  const old = resource("web", CONTAINER, { id: "old", pendingReplacement: true });
  const { deployment } = await settle(
    { resources: [old], pending_operations: creating(resource("web", CONTAINER)) },
    everything,
  );
  expect(deployment.resources?.map(({ id }) => id)).toEqual(["container-web-id"]);
});

it("leaves the one that still runs beside it to the next update", async () => {
  const old = resource("web", CONTAINER, { id: "old" });
  const { deployment } = await settle(
    { resources: [old], pending_operations: creating(resource("web", CONTAINER)) },
    everything,
  );
  expect(deployment.resources?.map((one) => [one.id, one.delete])).toEqual([
    ["old", true],
    ["container-web-id", undefined],
  ]);
});

it("keeps the one that it would have replaced while there is no other", async () => {
  const old = resource("web", CONTAINER, { id: "old", pendingReplacement: true });
  const { deployment, adopted } = await settle(
    { resources: [old], pending_operations: creating(resource("web", CONTAINER)) },
    nothing,
  );
  expect(deployment).toEqual({ resources: [old], pending_operations: [] });
  expect(adopted).toEqual([]);
});

it("orders resources so that each comes after what it needs", async () => {
  const provider = resource("docker", "pulumi:providers:docker", { id: "p1" });
  const net = resource("net", NETWORK, { provider: `${provider.urn}::p1` });
  const web = resource("web", CONTAINER, {
    dependencies: [net.urn],
    provider: `${provider.urn}::p1`,
  });
  const gate = resource("gate", "command:local:Command", { dependencies: [web.urn] });
  const { deployment } = await settle(
    { resources: [gate, provider], pending_operations: creating(web, net) },
    everything,
  );
  expect(deployment.resources?.map(({ urn }) => urn.split("::").at(-1))).toEqual([
    "docker",
    "net",
    "web",
    "gate",
  ]);
});

it("drops what can be done again: other types, updates and deletions", async () => {
  const kept = resource("data", "docker:index/volume:Volume", { id: "data" });
  const settled = await settle(
    {
      resources: [kept],
      pending_operations: [
        { type: "creating", resource: resource("gate", "command:local:Command") },
        { type: "updating", resource: resource("web", CONTAINER) },
        { type: "deleting", resource: resource("old", CONTAINER) },
      ],
    },
    everything,
  );
  expect(settled).toEqual({
    deployment: { resources: [kept], pending_operations: [] },
    adopted: [],
    begun: 3,
  });
});

it("leaves a state alone in which nothing had begun", async () => {
  const resources = [resource("web", CONTAINER, { id: "1" })];
  expect(await settle({ resources }, everything)).toMatchObject({
    deployment: { resources },
    begun: 0,
  });
});
