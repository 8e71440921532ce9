import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { PackageFacts, PropertySchema } from "../../../stand-ins/kit/schema.ts";
import { root } from "../../kit/engine.ts";
import { Declarations } from "./declarations.ts";
import type { Members } from "./declarations.ts";

type Facts = PackageFacts & { config?: Record<string, PropertySchema> };

function json(...file: string[]): unknown {
  return JSON.parse(readFileSync(path.resolve(root, ...file), "utf8"));
}

interface Part {
  name: string;
  version: string;
}

const packages = ["command", "docker", "random", "tailscale", "vault"].map((name) => {
  return { name, facts: json("stand-ins", name, "schema.json") as Facts };
});

const resources = packages.flatMap(({ name, facts }) =>
  Object.entries(facts.resources).map(([token, resource]) => {
    const [, module = "", resourceName = ""] = token.split(":");
    const declared = new Declarations(name, `${fileOf(module, resourceName)}.d.ts`);
    return { token, resource, resourceName, declared };
  }),
);

const objects = packages.flatMap(({ name, facts }) =>
  Object.entries(facts.types)
    .filter(([, type]) => !type.enum)
    .map(([token, type]) => ({ name, token, type })),
);

describe("a resource of a stand-in has the published package's", () => {
  it.each(resources)("inputs: $token", ({ resource, resourceName, declared }) => {
    const inputs = withTypes(resource.inputProperties, resource.requiredInputs);
    expect(inputs).toEqual(declared.interface(`${resourceName}Args`));
  });

  it.each(resources)("outputs: $token", ({ resource, resourceName, declared }) => {
    const outputs = declared.class(resourceName) ?? {};
    expect(typesOf(withTypes(resource.properties))).toEqual(typesOf(outputs));
  });
});

describe("a named type of a stand-in has the published package's members", () => {
  it.each(objects)("$token", ({ name, token, type }) => {
    const typeName = lastOf(token);
    const input = new Declarations(name, "types/input.d.ts").interface(typeName);
    const output = new Declarations(name, "types/output.d.ts").interface(typeName);
    const members = withTypes(type.properties, type.required);
    if (input) expect(members).toEqual(input);
    // An output has values that an input may leave out.
    if (output) expect(typesOf(members)).toEqual(typesOf(output));
    expect(input ?? output).toBeInstanceOf(Object);
  });

  it("command:local:Logging, an enumeration", () => {
    const { facts } = packages.find(({ name }) => name === "command") as { facts: Facts };
    expect(facts.types["command:local:Logging"]?.enum).toEqual(
      new Declarations("command", "types/enums/local/index.d.ts").enumeration("Logging"),
    );
  });
});

it.each(["docker", "tailscale", "vault"])(
  "the %s stand-in has the published provider's arguments",
  (name) => {
    const { config = {} } = json("stand-ins", name, "schema.json") as Facts;
    expect(withTypes(config)).toEqual(
      new Declarations(name, "provider.d.ts").interface("ProviderArgs"),
    );
  },
);

it.each(packages)("the schema of $name holds just the types it refers to", ({ facts }) => {
  const { types, ...rest } = facts;
  const referred = new Set<string>();
  const follow = (from: unknown): void => {
    for (const [, token = ""] of JSON.stringify(from).matchAll(/"#\/types\/([^"]+)"/g)) {
      if (referred.has(token)) continue;
      referred.add(token);
      follow(types[token] ?? {});
    }
  };
  follow(rest);
  expect([...referred].sort()).toEqual(Object.keys(types).sort());
});

it.each(packages)("the plugin of $name has the version of its npm package", ({ name }) => {
  const { version } = json("node_modules", "@pulumi", name, "package.json") as Part;
  const installed = json(process.env["PULUMI_HOME"] ?? "", "toolchain.json") as Part[];
  expect(installed.filter((part) => part.name === name)).toMatchObject([{ version }]);
});

/** `index/network` is declared in network.d.ts, `pkiSecret/x` in pkisecret/x.d.ts, `local` in local/command.d.ts. */
function fileOf(module: string, resourceName: string): string {
  const [folder = "", file = resourceName.toLowerCase()] = module.split("/");
  return folder === "index" ? file : `${folder.toLowerCase()}/${file}`;
}

function withTypes(
  properties: Record<string, PropertySchema>,
  required: readonly string[] = [],
): Members {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { type: nameOf(property), required: required.includes(name) },
    ]),
  );
}

/** Whether an output may be absent says nothing that a stand-in needs. */
function typesOf(members: Members): Record<string, string> {
  return Object.fromEntries(Object.entries(members).map(([name, { type }]) => [name, type]));
}

/** The property's type in the words of `Member.type`. */
function nameOf({ $ref, type, items, additionalProperties }: PropertySchema): string {
  if ($ref) return $ref === "pulumi.json#/Any" ? "any" : lastOf($ref);
  if (type === "array") return `array<${nameOf(items ?? {})}>`;
  if (type === "object") return `map<${nameOf(additionalProperties ?? {})}>`;
  return type === "integer" ? "number" : (type ?? "any");
}

function lastOf(token: string): string {
  return token.slice(Math.max(token.lastIndexOf(":"), token.lastIndexOf("/")) + 1);
}
