/** Pulumi.yaml, the schema and the stack files say the same. */
import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { nodeNames, nodes } from "../../catalog/nodes.ts";
import { trackedConfig } from "../../../test/kit/stack-config.ts";
import { configSchema } from "./schema.ts";

interface DeclaredKey {
  type: string;
  description: string;
  default?: unknown;
}

const project = parse(readFileSync("Pulumi.yaml", "utf8")) as {
  config: Record<string, DeclaredKey>;
};

it("declares every key of the schema, with a type and a description", () => {
  expect(Object.keys(project.config).sort()).toEqual(Object.keys(configSchema.shape).sort());
  for (const { type, description } of Object.values(project.config)) {
    expect(type).toMatch(/^(string|object)$/);
    expect(description.length).toBeGreaterThan(20);
  }
});

it("has the schema's defaults", () => {
  const declared = Object.fromEntries(
    Object.entries(project.config).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
  const { registry, node, ...optional } = configSchema.parse({
    registry: "r",
    node: {
      host: "ssh://a",
      address: "10.0.0.1",
      architecture: "amd64",
      capacity: { memoryMebibytes: 1, cores: 1, gpuUnits: 0 },
    },
  });
  expect([registry, node.host]).toEqual(["r", "ssh://a"]);
  expect(declared).toEqual(optional);
});

it.each(nodeNames)("has a valid stack file for %s, at the node table's address", (name) => {
  expect(trackedConfig(name).node).toMatchObject({
    host: `ssh://${name}`,
    address: nodes[name].address,
  });
  expect(readFileSync(`Pulumi.${name}.yaml`, "utf8")).toContain(
    "pulumi:disable-default-providers: [docker, vault]",
  );
});

it.each(nodeNames)("keeps no secret and no salt in the stack file of %s", (name) => {
  expect(readFileSync(`Pulumi.${name}.yaml`, "utf8")).not.toMatch(/secure:|encryptionsalt/);
});
