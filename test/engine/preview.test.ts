/** `bev preview` on the real engine: as a newcomer runs it, and with one thing broken at a time. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProgram, run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";

let copy: ReturnType<typeof copyProgram>;
beforeAll(() => {
  copy = copyProgram();
});
afterAll(() => copy.remove());

function bev(...args: string[]): Promise<Run> {
  return run(process.execPath, ["cli/main.ts", ...args], { cwd: copy.directory });
}

/** Runs `work` with one text of one file replaced. */
async function broken<T>(
  file: string,
  from: string,
  to: string,
  work: () => Promise<T>,
): Promise<T> {
  const absolute = path.join(copy.directory, file);
  const original = readFileSync(absolute, "utf8");
  if (!original.includes(from)) throw new Error(`${file} does not contain ${from}`);
  writeFileSync(absolute, original.replace(from, to));
  try {
    return await work();
  } finally {
    writeFileSync(absolute, original);
  }
}

describe("with nothing broken", () => {
  let result: Run;
  beforeAll(async () => {
    result = await bev("preview");
  });

  it("ends with exit code 0 and one row for each node", () => {
    expect(result.code).toBe(0);
    const rows = result.stdout.split("\n").map((line) => line.trimEnd().replace(/\s+\S+$/, ""));
    expect(rows[0]).toMatch(/^node +services +resources +memory +CPU +GPU +changes$/);
    expect(rows[1]).toMatch(
      /^oracle1 +32 enabled, 3 disabled +\d+ +15\.4 GiB of 22\.0 GiB \(70 %\) +2\.17 of 4 \(54 %\) +- +\d+ create$/,
    );
    expect(rows[2]).toMatch(
      /^thanos +37 enabled, 12 disabled +\d+ +48\.5 GiB of 62\.0 GiB \(78 %\) +18\.71 of 24 \(78 %\) +8 of 10 \(80 %\) +\d+ create$/,
    );
    expect(rows[3]).toMatch(
      /^starlord +12 enabled, 2 disabled +\d+ +4\.8 GiB of 8\.0 GiB \(59 %\) +3\.58 of 6 \(60 %\) +- +\d+ create$/,
    );
  });

  it("names the largest consumers, the over-commitment and the unconfirmed images", () => {
    expect(result.stdout).toContain(
      "thanos memory: knowledge-evolution 4.8 GiB, neo4j 3.2 GiB, elasticsearch 3.2 GiB; limits are 1.95 x the node",
    );
    expect(result.stdout).toMatch(
      /64 of 64 images have no confirmed digest: an update refuses them/,
    );
    expect(result.stdout).toContain("pgvector/pgvector:0.8.0-pg17");
  });

  it("shows progress on standard error only", () => {
    expect(result.output).toContain("Previewing thanos, ");
    expect(result.stdout).not.toContain("Previewing");
  });

  it("leaves the tracked files as they were", () => {
    for (const stack of ["oracle1", "thanos", "starlord"]) {
      const file = `Pulumi.${stack}.yaml`;
      expect(readFileSync(path.join(copy.directory, file), "utf8")).toBe(
        readFileSync(file, "utf8"),
      );
    }
  });

  it("plans one node alone", async () => {
    const one = await bev("preview", "starlord");
    expect(one.code).toBe(0);
    const rows = one.stdout.split("\n").filter((line) => /^\w+ +\d+ enabled/.test(line));
    expect(rows.map((row) => row.split(" ")[0])).toEqual(["starlord"]);
  });

  it("sets up a shell in which plain pulumi works", async () => {
    const script = `eval "$('${process.execPath}' cli/main.ts env)" && pulumi preview --stack starlord --color never`;
    const shell = await run("bash", ["-c", script], { cwd: copy.directory });
    expect(shell.output).toMatch(/Resources:\n +\+ \d+ to create/);
    expect(shell.code).toBe(0);
  });
});

describe("stops with one line that names path, value and fix", () => {
  const cases: [string, string, string, string, string, string][] = [
    [
      "a GPU service on ORACLE1",
      "oracle1",
      "src/catalog/gpu-ai.ts",
      'name: "context-compressor",\n    node: "thanos"',
      'name: "context-compressor",\n    node: "oracle1"',
      'oracle1/context-compressor/node: must be "thanos", the only node with a GPU, got "oracle1"; ' +
        "set it in src/catalog/gpu-ai.ts",
    ],
    [
      "a port used twice",
      "thanos",
      "src/catalog/database.ts",
      "{ container: 8080, published: 8088,",
      "{ container: 8080, published: 8086,",
      "thanos/weaviate/ports/8086: must be free on thanos, is published by influxdb too; give " +
        "one of them another `published` port in src/catalog/database.ts",
    ],
    [
      "a reservation that no longer fits",
      "thanos",
      "src/catalog/database.ts",
      "resources: { cpu: 2, memory: 8192 }",
      "resources: { cpu: 2, memory: 16384 }",
      "thanos/capacity/memory: reservations must be at most 50790 MiB (80 % of 63488), are " +
        "52890, 2100 too many; lower or disable a service; the largest are neo4j 6554, " +
        "knowledge-evolution 4915, elasticsearch 3277",
    ],
    [
      "an unknown key",
      "thanos",
      "Pulumi.thanos.yaml",
      "  bev:node:",
      "  bev:regisrty: registry.example.org\n  bev:node:",
      "bev:regisrty: must be a known key, one of environment, registry, node, services, " +
        'imageLock, dataRoot, prefix, peers, tailnet, vault; got "registry.example.org"; run pulumi config rm ' +
        "bev:regisrty --stack thanos",
    ],
    [
      "a malformed address",
      "thanos",
      "Pulumi.thanos.yaml",
      "address: 100.122.12.53",
      "address: 100.122.12",
      "bev:node.address: must be an IPv4 address of the node itself, such as 100.122.12.53, got " +
        '"100.122.12"; run pulumi config set --path bev:node.address <value> --stack thanos',
    ],
    [
      "an enabled row that needs a disabled one",
      "oracle1",
      "Pulumi.oracle1.yaml",
      "  bev:node:",
      "  bev:services:\n    prometheus:\n      enabled: false\n  bev:node:",
      "oracle1/grafana/dependsOn/prometheus: must be enabled, is disabled (by configuration); " +
        "run pulumi config set --path bev:services.prometheus.enabled true --stack oracle1, or " +
        "disable grafana",
    ],
  ];

  it.each(cases)("%s", async (_what, stack, file, from, to, message) => {
    const result = await broken(file, from, to, () => bev("preview", stack));
    expect(result.output).toContain(`${stack} failed\n  ${message}\n`);
    expect(result.code).toBe(1);
  });
});

describe("on the command line", () => {
  it("refuses a node that has no stack file", async () => {
    const result = await bev("preview", "thanso");
    expect(result.output).toContain(
      'error: node: must be one of oracle1, thanos, starlord, got "thanso"; name one that has a stack file',
    );
    expect(result.code).toBe(1);
  });

  it("says what it knows when it is asked for something else", async () => {
    const result = await bev("frobnicate");
    expect(result.output).toContain("error: unknown command 'frobnicate'");
    expect(result.output).toContain("Run bev --help for what it knows.");
    expect(result.code).toBe(1);
  });
});
