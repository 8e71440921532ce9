/** `bev` refuses a name that selects nothing, and a file that it cannot read, each in one line. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

describe("a name that selects nothing", () => {
  // A stack file alone enables no region.
  beforeAll(() => {
    copyFileSync(
      path.join(program.directory, "Pulumi.starlord.yaml"),
      path.join(program.directory, "Pulumi.edge-us-east.yaml"),
    );
  });
  afterAll(() => rmSync(path.join(program.directory, "Pulumi.edge-us-east.yaml")));

  it.each([
    [
      ["preview", "edge-us-east"],
      'node: must be one of oracle1, thanos, starlord, got "edge-us-east"; run npx bev edge enable us-east',
    ],
    [
      ["status", "edge-us-east"],
      'node: must be one of oracle1, thanos, starlord, got "edge-us-east"; run npx bev edge enable us-east',
    ],
    [
      ["verify", "edge-us-east"],
      'node: must be one of oracle1, thanos, starlord, got "edge-us-east"; run npx bev edge enable us-east',
    ],
    [
      ["repair", "edge-us-east"],
      'node: must be one of oracle1, thanos, starlord, got "edge-us-east"; run npx bev edge enable us-east',
    ],
    [
      ["edge", "enable", "us-north", "--host", "ssh://a", "--address", "100.64.10.1"],
      'region: must be one of us-east, us-west, eu-central, asia-pacific, got "us-north"; name one of them',
    ],
    [
      ["edge", "disable", "oracle1"],
      'region: must be one of us-east, us-west, eu-central, asia-pacific, got "oracle1"; name one of them',
    ],
    [
      ["drift", "../starlord"],
      'node: must be one of oracle1, thanos, starlord, got "../starlord"; npx bev edge list shows the regions',
    ],
    [
      ["review", "--base", "HEAD", "THANOS"],
      'node: must be one of oracle1, thanos, starlord, got "THANOS"; npx bev edge list shows the regions',
    ],
    [
      ["up", "--local", "edge-us-east", "--only", "edge-coordinator"],
      'node: must be one of oracle1, thanos, starlord, got "edge-us-east"; run npx bev lab up --region us-east',
    ],
    [
      ["up", "--local", "thanos", "--only", "redis,reddis"],
      '--only: must name services of thanos, got "redis"; docs/services.md lists them',
    ],
    [["up", "--local", "thanos", "--only", " , "], "--only: must name at least one service"],
    [["rollback", "nginks"], 'service: must be a service of docs/services.md, got "nginks"'],
    [
      ["images", "lock", "--mirror", "https://mirror.example"],
      '--mirror: must be a registry, such as registry.example.org:5000, got "https://mirror.example"; name one without https://',
    ],
    [
      ["graph", "thanos"],
      "too many arguments for 'graph'. Expected 0 arguments but got 1: thanos.",
    ],
    [["preview", "--stateles"], "unknown option '--stateles'"],
  ])("bev %j is refused", async (args, message) => {
    const { code, output } = await program.bev(...args);
    expect(output.split("\n")[0]).toBe(`error: ${message}`);
    expect(code).toBe(1);
  });
});

describe("a file that cannot be read is named with its line", () => {
  it.each([
    [
      "src/catalog/dev.ts",
      "<<<<<<< HEAD\n",
      /^error: src\/catalog\/dev\.ts:1: must be TypeScript .*conflict/,
    ],
    [
      "policies/waivers.ts",
      "export const waivers = ;\n",
      /^error: policies\/waivers\.ts:1: must be TypeScript /,
    ],
    [
      "src/catalog/mcp.ts",
      "export const mcp = absent;\n",
      /^error: src\/catalog\/mcp\.ts:1: must be TypeScript .*absent is not defined/,
    ],
    [
      "Pulumi.starlord.yaml",
      "config:\n\tbev:registry: a\n",
      /^error: Pulumi\.starlord\.yaml:2: .* has a tab; mend that line\n$/,
    ],
    [
      "Pulumi.yaml",
      "name: bev\nname: bev\n",
      /^error: Pulumi\.yaml:2: must have each key once, has name again/,
    ],
    [
      "images.lock.json",
      "{\n",
      /^error: images\.lock\.json:1: must be JSON, is not: .*then run npx bev images lock\n$/,
    ],
  ])("%s of %j", async (file, content, message) => {
    const broken = new LocalProgram();
    writeFileSync(path.join(broken.directory, file), content);
    const verb = file.endsWith("json") ? ["images", "lock", "--offline"] : ["preview", "starlord"];
    const { code, output } = await broken.bev(...verb);
    broken.remove();
    expect(output).toMatch(message);
    expect(output.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });
});
