/**
 * Values that no row may have, one at a time on `git-server` of starlord: each stops the plan with one
 * line. test/docker/rows.test.ts has the Engine's answer to them.
 */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { faultsOf, only } from "../../test/kit/catalog-faults.ts";
import { rowFaults } from "./rows.ts";
import { catalog } from "./index.ts";
import { images } from "./images.ts";
import type { ServiceSpec } from "./types.ts";

const ROW = "git-server";

const FIX = "set it in src/catalog/dev.ts";

const volume = (path: string, name = "data") => ({ name, path, backup: "none" as const });

it("takes the catalogue as it is", () => {
  expect(rowFaults(catalog)).toEqual([]);
});

const NAMES = "must be names of letters, digits and _ . -, beginning with a letter or _";
const TEXT =
  "must be text without a NUL character and of less than 127 KiB, { secretFile } or { endpoint, purpose, scheme }";
const PATH =
  "must be an absolute path without . and .. and a last /, and none of the Engine's own, such as /proc";
const CPU = "must be 0.1 to 9.99 in steps of 0.01";
const MEMORY = "must be a whole number of 6 to 16777216 MiB";
const WORDS = "must be text without a NUL character and of less than 127 KiB";

describe("refuses", () => {
  it.each<[Partial<Record<keyof ServiceSpec, unknown>>, string, string, string]>([
    [{ env: { "": "x" } }, "env", NAMES, '""'],
    [{ env: { "A=B": "x" } }, "env", NAMES, '"A=B"'],
    [{ env: { "A B": "x" } }, "env", NAMES, '"A B"'],
    [{ env: { "A\0": "x" } }, "env", NAMES, '"A\\u0000"'],
    [{ env: { "A\nB": "x" } }, "env", NAMES, '"A\\u000aB"'],
    [{ env: { "1A": "x" } }, "env", NAMES, '"1A"'],
    [{ env: { A: "x\0y" } }, "env/A", TEXT, '"x\\u0000y"'],
    [{ env: { A: 5 } }, "env/A", TEXT, "5"],
    [{ env: { A: null } }, "env/A", TEXT, "null"],
    [{ env: { A: {} } }, "env/A", TEXT, "{}"],
    [{ resources: { cpu: 1, memory: 4 } }, "resources/memory", MEMORY, "4"],
    [{ resources: { cpu: 1, memory: 512.5 } }, "resources/memory", MEMORY, "512.5"],
    [{ resources: { cpu: 1, memory: "4g" } }, "resources/memory", MEMORY, '"4g"'],
    [{ resources: { cpu: 1, memory: -1 } }, "resources/memory", MEMORY, "-1"],
    [{ resources: { cpu: 1, memory: NaN } }, "resources/memory", MEMORY, "null"],
    [{ resources: { cpu: 0.105, memory: 64 } }, "resources/cpu", CPU, "0.105"],
    [{ resources: { cpu: 0, memory: 64 } }, "resources/cpu", CPU, "0"],
    [{ resources: { cpu: 10, memory: 64 } }, "resources/cpu", CPU, "10"],
    [{ resources: { cpu: -0.5, memory: 64 } }, "resources/cpu", CPU, "-0.5"],
    [{ resources: { cpu: "1", memory: 64 } }, "resources/cpu", CPU, '"1"'],
    ...[
      "data",
      "",
      "/",
      "/data/",
      "/a/../b",
      "/a/.",
      "/proc",
      "/sys/x",
      "/dev/shm",
      "/etc/hosts",
    ].map(
      (path) =>
        [{ volumes: [volume(path)] }, "volumes/0/path", PATH, JSON.stringify(path)] as [
          object,
          string,
          string,
          string,
        ],
    ),
    [{ config: { path: "etc", files: ["a"] } }, "config/path", PATH, '"etc"'],
    [{ config: { path: "/etc/x", files: [] } }, "config/files", "must be one file or more", "[]"],
    [{ command: [] }, "command", "must be one word or more", "[]"],
    [{ command: [""] }, "command", "must be a program and its arguments", '[""]'],
    [{ command: ["a\0"] }, "command/0", WORDS, '"a\\u0000"'],
    [{ command: ["a", 5] }, "command/1", WORDS, "5"],
    [{ command: "sh" }, "command", "must be a list", '"sh"'],
    [{ health: { command: [] } }, "health/command", "must be one word or more", "[]"],
    [{ health: { http: "x" } }, "health/http", "must be a path such as /health", '"x"'],
    [{ health: { http: "/", port: 0 } }, "health/port", "must be 1-65535", "0"],
    [
      { metrics: { job: "x", purpose: "http", path: "metrics" } },
      "metrics/path",
      "must be a path such as /health",
      '"metrics"',
    ],
    [
      { metrics: { job: "x", purpose: "http", everySeconds: 0 } },
      "metrics/everySeconds",
      "must be a whole number of 1 to 3600 seconds",
      "0",
    ],
    [{ graceSeconds: 0 }, "graceSeconds", "must be a whole number of 1 to 3600 seconds", "0"],
    [{ graceSeconds: 1.5 }, "graceSeconds", "must be a whole number of 1 to 3600 seconds", "1.5"],
    [{ graceSeconds: -1 }, "graceSeconds", "must be a whole number of 1 to 3600 seconds", "-1"],
    [
      { secrets: [{ name: "a/b" }] },
      "secrets/0/name",
      "must be a file name of letters, digits and . _ -",
      '"a/b"',
    ],
    [
      { secrets: [{ name: ".." }] },
      "secrets/0/name",
      "must be a file name of letters, digits and . _ -",
      '".."',
    ],
    [{ secrets: [{ name: "a" }, { name: "a" }] }, "secrets/1", "must be there once", '"a"'],
    [
      { ports: [{ container: "80", purpose: "x" }] },
      "ports/0/container",
      "must be 1-65535",
      '"80"',
    ],
    [
      { ports: [{ container: 80, protocol: "sctp", purpose: "x" }] },
      ...(["ports/0/protocol", "must be tcp or udp", '"sctp"'] as const),
    ],
    [
      { dependsOn: ["code-server", "code-server"] },
      "dependsOn/1",
      "must be there once",
      '"code-server"',
    ],
    [{ replicas: { min: 3, max: 2 } }, "replicas/max", "must be `min` or more", "2"],
    [{ disabled: " " }, "disabled", "must be text that is not empty", '" "'],
  ])("%j", (changes, at, problem, found) => {
    expect(faultsOf("starlord", only(ROW, changes))).toBe(
      `starlord/git-server/${at}: ${problem}, got ${found}; ${FIX}`,
    );
  });

  it.each([
    [{ node: "starlordd" }, /^starlordd\/git-server\/node: must be one of oracle1, thanos, /],
    [
      { family: "devv" },
      /^starlord\/git-server\/family: must be one of .*, got "devv"; set it in src\/catalog$/,
    ],
    [
      { image: "gitea" },
      /^starlord\/git-server\/image: must be one of postgres, redis, .*, got "gitea";/,
    ],
    [
      { image: { ...images.redis, tag: "8 0" } },
      /^starlord\/git-server\/image\/tag: must be a tag such as .*, got "8 0"; set it in src\/catalog\/dev.ts$/,
    ],
    [
      { image: 5 },
      /^starlord\/git-server\/image: must be the name of an image or an image, got 5;/,
    ],
    [{ volums: [] }, /^starlord\/git-server: must have fields that it knows, got "volums";/],
    [
      { resources: { cpu: 1 } },
      /^starlord\/git-server\/resources\/memory: must be .*, is missing;/,
    ],
    [{ name: "a\nb" }, /^starlord\/a\\u000ab\/name: must be [^\n]*, got "a\\u000ab"; [^\n]*$/],
    [{ name: null }, /^starlord\/null\/name: must be .*, got null;/],
  ])("%j", (changes, message) => {
    expect(faultsOf("starlord", only(ROW, changes as object))).toMatch(message);
  });
});

describe("refuses what would be taken and never applied", () => {
  it.each<[Partial<Record<keyof ServiceSpec, unknown>>, string]>([
    [
      { secrets: [{ name: "a", template: "password" }] },
      'secrets/0/template: must be text with {secret} in it once, got "password"',
    ],
    [
      { secrets: [{ name: "a", template: "{secret} {secret}" }] },
      'secrets/0/template: must be text with {secret} in it once, got "{secret} {secret}"',
    ],
    [
      { secrets: [{ name: "a", of: "vault" }] },
      'secrets/0/of: must be absent, because the secret is no authority, got "vault"',
    ],
    [
      { ports: [], health: { http: "/ready" } },
      'health: must be with a port, because the row has none, got {"http":"/ready"}',
    ],
    [
      { ports: [{ container: 80, published: false, purpose: "http", operators: true }] },
      "ports/0/operators: must be absent, because the port is not published, got true",
    ],
    [
      { failover: { node: "starlord", published: [9418] } },
      'failover/node: must be another node than its own, got "starlord"',
    ],
  ])("%j", (changes, message) => {
    expect(faultsOf("starlord", only(ROW, changes))).toBe(`starlord/git-server/${message}; ${FIX}`);
  });
});

it("has a line for every row, whatever is in it, and never an exception", () => {
  const base = catalog.find(({ name }) => name === ROW) as unknown as Record<string, unknown>;
  const field = fc.constantFrom(...Object.keys(base), "env", "config", "secrets", "health", "data");
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue(), { minKeys: 1, maxKeys: 3 }), (changes) => {
      const row = { ...base, ...changes } as unknown as ServiceSpec;
      for (const { path, problem, fix } of rowFaults([row])) {
        expect(problem).toMatch(/^must (be|have) /);
        expect(`${path} ${problem} ${fix}`).not.toMatch(/Invalid|undefined|\[object/);
      }
    }),
    { numRuns: 500 },
  );
});
