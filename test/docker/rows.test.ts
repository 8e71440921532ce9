/** The Engine is the oracle of the rules for rows: what they take it creates and starts, what it refuses they refuse. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import Docker from "dockerode";
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import os, { availableParallelism } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { checkStack } from "../../src/catalog/check.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { imageRowFaults, rowFaults } from "../../src/catalog/rows.ts";
import type { ImageSpec } from "../../src/catalog/images.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { renderContainer } from "../../src/container/arguments.ts";
import { formatFaults, reasonOf } from "../../src/lib/faults.ts";
import { reservationOf } from "../../src/rules/capacity.ts";
import { lockKey } from "../../src/rules/images.ts";
import { askedPurposes } from "../../src/software/index.ts";
import { optionsOf } from "../kit/container-options.ts";
import { ensureTestImage, removeAll } from "../kit/docker-engine.ts";

const PREFIX = "bev_test_rows_";
const FACTORS = { memory: 0.5, cpu: 0.55 };
const engine = new Docker();
/** Milliseconds in which a program that cannot start has ended. */
const SETTLED = 250;
const dataRoot = mkdtempSync(path.join(os.tmpdir(), "bev-rows-"));

beforeAll(async () => {
  await ensureTestImage();
  await removeAll(PREFIX);
});

afterAll(async () => {
  await removeAll(PREFIX);
  rmSync(dataRoot, { recursive: true });
});

interface Tried {
  row?: Partial<Record<keyof ServiceSpec, unknown>>;
  image?: Partial<Record<keyof ImageSpec, unknown>>;
}

/** The row that is tried, and the service that follows from it. */
function rowOf({ row = {} }: Tried): ServiceSpec {
  return { name: "probe", node: "starlord", family: "dev", ...row } as ServiceSpec;
}

function serviceOf(tried: Tried) {
  const service = resolveService(rowOf(tried));
  const image = { ...service.image, ...tried.image } as typeof service.image;
  return { ...service, image, user: image.user };
}

/** What `preview` says against it; empty where it takes it. */
function refusal(tried: Tried): string {
  const { own, ...image } = serviceOf(tried).image;
  expect(own).toBe(true);
  const faults = [...rowFaults([rowOf(tried)]), ...imageRowFaults("probe", image)];
  if (faults.length > 0) return formatFaults(faults);
  const service = serviceOf(tried);
  const plan = {
    ...{ stack: "starlord" as const, architecture: "amd64", services: [service], others: [] },
    ...{ capacity: { memory: 8192, cpu: availableParallelism(), gpu: 0 }, choices: {} },
    lock: { [lockKey(service.image)]: { state: "unresolved" as const } },
    askedPurposes,
  };
  return formatFaults(checkStack(plan));
}

/** What the Engine says against it; empty where it runs it. */
async function answer(tried: Tried): Promise<string> {
  const site = { stack: "starlord", address: "127.0.0.1", prefix: PREFIX, dataRoot };
  const service = serviceOf(tried);
  const args = renderContainer(service, site, {
    instance: 0,
    image: `${service.image.repository}:${service.image.tag}`,
    reservation: reservationOf(service.resources, FACTORS),
    zones: ["dev"],
    configDirectory: path.join(dataRoot, "probe"),
    endpoint: () => "127.0.0.1:1",
  });
  try {
    // Its image is not here: an Engine that finds nothing else to say says so.
    await created({ ...optionsOf(args), Image: args.image }).catch((error: unknown) => {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    });
    await created(optionsOf(args));
    const container = await created({ ...optionsOf(args), Cmd: ["sleep", "1000"] }, true);
    // Its first process is the Engine's own, which takes what the one after it may not.
    await setTimeout(SETTLED);
    const { State: state, RestartCount: restarts } = await container.inspect();
    return state.Running && restarts === 0
      ? ""
      : `ended with ${String(state.ExitCode)}: ${state.Error}`;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await removeAll(PREFIX);
  }
}

async function created(
  options: Docker.ContainerCreateOptions,
  isStarted = false,
): Promise<Docker.Container> {
  const container = await engine.createContainer(options);
  if (isStarted) await container.start();
  else await container.remove({ force: true });
  return container;
}

const volume = (...paths: string[]) => ({
  volumes: paths.map((one, index) => ({ name: `v${String(index)}`, path: one, backup: "none" })),
});
const config = (one: string) => ({ config: { path: one, files: ["a"] } });
const secrets = [{ name: "password" }];

/** No row may have ten cores, which some machines have. */
const tooManyCores: [string, Tried][] =
  availableParallelism() < 9
    ? [["more cores than the machine has", { row: { resources: { cpu: 9.99, memory: 64 } } }]]
    : [];

describe("what the Engine refuses, the rules refuse", () => {
  it.each<[string, Tried]>([
    ...tooManyCores,
    ["a name with a blank", { row: { name: "a b" } }],
    ["a name with capitals, as its image's name", { row: { name: "Git-Server" } }],
    ["a name of 70 characters, as a host's name", { row: { name: "g".repeat(70) } }],
    ["a variable without a name", { row: { env: { "": "x" } } }],
    ["a variable with a NUL", { row: { env: { A: "x\0y" } } }],
    ["a variable of 200 KiB", { row: { env: { A: "x".repeat(200 * 1024) } } }],
    ["4 MiB of memory", { row: { resources: { cpu: 0.5, memory: 4 } } }],
    ["a reservation below 6 MiB", { row: { resources: { cpu: 0.5, memory: 8 } } }],
    ["a place that is relative", { row: volume("data") }],
    ["the root as a place", { row: volume("/") }],
    ["a place twice", { row: volume("/srv/a", "/srv/a") }],
    ["a place twice, the second with a slash", { row: volume("/srv/a", "/srv/a/") }],
    ["a place twice, by way of another", { row: volume("/srv/a", "/srv/b/../a") }],
    ["a place in /proc", { row: volume("/proc/x") }],
    ["a place below secret files", { row: { secrets, ...volume("/run/secrets/x") } }],
    ["a place below configuration", { row: { ...config("/srv/a"), ...volume("/srv/a/b") } }],
    ["a port of 65536", { row: { ports: [{ container: 65536, purpose: "x" }] } }],
    ["a command of other than words", { row: { command: [["a"]] } }],
    ["half a second to end", { row: { graceSeconds: 0.5 } }],
    ["an unknown signal", { image: { stopSignal: "SIGNOPE" } }],
    ["a user with too large an id", { image: { user: "3000000000:1" } }],
    ["a user that the image has not", { image: { user: "nobody-here" } }],
    ["a repository with capitals", { image: { repository: "Grafana/loki" } }],
    ["a tag with a blank", { image: { tag: "1 0" } }],
    ["memory of a size below zero", { image: { writable: { "/srv/x": -1 } } }],
    ["memory at a relative place", { image: { writable: { "srv/x": 1 } } }],
  ])("%s", async (_what, tried) => {
    expect(await answer(tried)).not.toBe("");
    expect(refusal(tried)).toMatch(/^(starlord|images)\/.*: must .*; set it in src\/catalog\//);
  });
});

const name = fc.constantFrom(
  ...["probe", "p2", "a-b", "a--b", "a_b", "A", "9", "", "-a", "a-", "a.b", "a".repeat(63)],
  ...["a".repeat(64), "x".repeat(80), "host", "none", "localhost"],
);
const place = fc.constantFrom(
  ...["/data", "/data/", "/data/x", "//data", "/srv/a b", "/srv/é", "/srv/a:b", "/srv/a,b", "data"],
  ...[
    "/run/secrets",
    "/run/secrets/x",
    "/var/run/x",
    "/etc",
    "/etc/hosts",
    "/proc",
    "/sys/x",
    "/dev",
  ],
  ...[
    "/tmp",
    "/tmp/x",
    "/",
    "/a/../b",
    "/.",
    "/srv/\n",
    `/${"x".repeat(255)}`,
    `/${"x".repeat(256)}`,
  ],
  "/srv/git @octocat <img src=x> [x](https://e.example)",
);
const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "\0", "\n", "=", "é", "x".repeat(130_000), "x".repeat(140_000)),
);
const small = fc.constantFrom(-1, 0, 0.5, 1, 5, 6, 8, 11, 12, 64.5, 65535, 65536, NaN);

const port = fc.record(
  {
    container: fc.oneof(small, fc.constant(80)),
    published: fc.oneof(small, fc.constant(false)),
    protocol: fc.constantFrom("tcp", "udp", "x"),
  },
  { requiredKeys: ["container"] },
);
const purposes = (ports: object[]) =>
  ports.map((one, index) => ({ ...one, purpose: `p${String(index)}` }));

/** By field of a row: values of both kinds. */
const fields: Record<string, fc.Arbitrary<unknown>> = {
  name,
  env: fc.dictionary(fc.constantFrom("A", "A_B", "a.b", "_", "1A", "A=B", "", "é"), word, {
    maxKeys: 2,
  }),
  resources: fc.record({
    cpu: fc.constantFrom(0, 0.05, 0.1, 0.105, 0.5, 1, 1.01, 9.99, 10),
    memory: fc.oneof(small, fc.constantFrom(12, 64)),
  }),
  volumes: fc.array(place, { maxLength: 3 }).map((paths) => volume(...paths).volumes),
  config: fc.record({ path: place, files: fc.constant(["a"]) }),
  secrets: fc.constant(secrets),
  ports: fc.array(port, { maxLength: 2 }).map(purposes),
  command: fc.array(word, { maxLength: 2 }),
  health: fc.record({ command: fc.array(word, { maxLength: 2 }) }),
  graceSeconds: small,
};
const imageFields: Record<string, fc.Arbitrary<unknown>> = {
  user: fc.constantFrom("1000:1000", "1:0", "0:0", "x", "2147483647:1", "2147483648:1", "1"),
  writable: fc.dictionary(place, small, { maxKeys: 2 }),
  stopSignal: fc.constantFrom("SIGTERM", "SIGINT", "SIGRTMIN+3", "SIGNOPE", "", "9"),
  tag: fc.constantFrom("1.0.0", "1.0_x", "", "-1", "x".repeat(128), "x".repeat(129), "a/b"),
  repository: fc.constantFrom("a", "a/b", "A", "a//b", "-a", "a__b", "a.example:5000/b", "a b"),
};

/** With one to three of the fields: with more, hardly any row would be taken. */
function someOf(of: Record<string, fc.Arbitrary<unknown>>, least: number) {
  const keys = fc.subarray(Object.keys(of), { minLength: least, maxLength: 3 });
  return keys.chain((chosen) =>
    fc.record(Object.fromEntries(chosen.map((key) => [key, of[key] ?? fc.constant(undefined)]))),
  );
}
const tries = fc.oneof(
  fc.record({ row: someOf(fields, 1) }),
  fc.record({ row: someOf(fields, 0), image: someOf(imageFields, 1) }),
);

it("what the rules take, the Engine runs", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(tries, async (tried) => {
      if (refusal(tried) !== "") return;
      taken++;
      expect(await answer(tried)).toBe("");
    }),
    { numRuns: 500, interruptAfterTimeLimit: 25_000, markInterruptAsFailure: false },
  );
  expect(taken).toBeGreaterThan(10);
});
