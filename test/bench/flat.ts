/** The resources of a stack as a plain flat Pulumi program: one constructor with literals after the other. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nameOf } from "../../src/lib/resources.ts";
import { root } from "../../src/lib/paths.ts";

export interface Planned {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** The property that marks a value as secret or not, and what stands for a value that a preview cannot know. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** In place of both; some properties take the text of an object only. */
const LITERAL = '{"value":"a literal"}';
/** Secret properties that are objects. */
const OBJECTS: Record<string, object> = {
  postgresql: { connectionUrl: LITERAL, username: LITERAL, password: LITERAL, tlsCa: LITERAL },
};

/** The resources that plugins make, as a preview plans them. */
export async function planned(stack: Stack): Promise<Planned[]> {
  const resources: Planned[] = [];
  await stack.preview({
    onEvent({ resourcePreEvent }) {
      const next = resourcePreEvent?.metadata.new;
      if (!next || /^(pulumi|bev):/.test(next.type)) return;
      resources.push({ type: next.type, name: nameOf(next.urn), inputs: next.inputs });
    },
  });
  return resources;
}

/** Writes the project; the program declares the resources with the machine's Engine and its Vault. */
export function writeFlat(directory: string, host: string, resources: readonly Planned[]): void {
  mkdirSync(directory, { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
  const runtime = { name: "nodejs", options: { typescript: false } };
  const files = {
    "Pulumi.yaml": JSON.stringify({ name: "bev", runtime, main: "index.js" }),
    "package.json": JSON.stringify({ name: "flat" }),
    "index.js": [...preamble(host), ...resources.map(declaration), ""].join("\n"),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(directory, name), content);
  }
}

function preamble(host: string): string[] {
  const packages = ["command", "docker", "pulumi", "random", "vault"];
  return [
    ...packages.map((name) => `const ${name} = require("@pulumi/${name}");`),
    `const engine = { provider: new docker.Provider("docker", { host: "${host}" }) };`,
    'const store = { provider: new vault.Provider("vault", { address: "https://vault:8200", skipChildToken: true }) };',
  ];
}

function declaration({ type, name, inputs }: Planned): string {
  // `vault:kv/secretV2:SecretV2` is vault.kv.SecretV2, `docker:index/volume:Volume` docker.Volume.
  const [plugin = "", module = "", kind = ""] = type.split(":");
  const folder = module.split("/")[0] ?? "";
  const namespace = folder === "index" ? [] : [folder.toLowerCase()];
  const options = { docker: ", engine", vault: ", store" }[plugin] ?? "";
  return `new ${[plugin, ...namespace, kind].join(".")}("${name}", ${literal(inputs)}${options});`;
}

function literal(value: unknown, key = ""): string {
  if (value === UNKNOWN) return JSON.stringify(LITERAL);
  if (Array.isArray(value)) return `[${value.map((one) => literal(one)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (SIGNATURE in value) return `pulumi.secret(${JSON.stringify(OBJECTS[key] ?? LITERAL)})`;
  const members = Object.entries(value).map(
    ([name, one]) => `${JSON.stringify(name)}: ${literal(one, name)}`,
  );
  return `{ ${members.join(", ")} }`;
}
