/** What holds for every secret, not only for those that somebody thought of. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CommandInputs } from "./commands.ts";
import type { ContainerInputs, Finding } from "./container.ts";
import { ROTATED_LABEL } from "./rotation.ts";
import { commandSecretFindings, containerSecretFindings, readableInput } from "./secrets.ts";

const LETTERS = [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".matchAll(/./g),
];

/** As RandomPassword draws it. */
function password(length: number): fc.Arbitrary<string> {
  const letter = fc.noBias(fc.constantFrom(...LETTERS.map(([letter]) => letter)));
  return fc.string({ unit: letter, minLength: length, maxLength: length });
}

const places = (secret: string): object[] => [
  { envs: [`DB_PASSWORD=${secret}`] },
  { envs: [`A=postgres://bev:${secret}@db/osint`] },
  { labels: [{ label: "api-key", value: secret }] },
  { command: ["redis-server", "--requirepass", secret] },
  { healthcheck: { tests: ["CMD-SHELL", `PGPASSWORD=${secret} psql`] } },
  { uploads: [{ content: `x ${secret}` }] },
];

it("finds every password that the platform draws, by its randomness alone", () => {
  fc.assert(
    fc.property(password(40), (secret) => {
      expect(containerSecretFindings({ envs: [`COLOUR=${secret}`] }, [])).toHaveLength(1);
    }),
    // Always the same thousand: one in some hundred thousand would pass for a name.
    { numRuns: 1000, seed: 1 },
  );
});

it("tells none of what it finds", () => {
  fc.assert(
    fc.property(password(12), (secret) => {
      for (const place of places(secret)) {
        const found = containerSecretFindings(place, [secret]);
        expect(found.length).toBeGreaterThan(0);
        expect(JSON.stringify(found)).not.toContain(secret);
      }
    }),
  );
});

it.each([
  "SimpleAuthenticationProviderFactoryBean",
  "org.apache.kafka.common.security.plain.PlainLoginModule",
  "internationalizationconfigurationmanager",
  "sentence-transformers-multi-qa-MiniLM-L6-cos-v1",
  "2026-11-21T20:45:39.000000000Z",
  "0.0.0.0/0,172.30.101.0/24",
])("takes %s for no secret", (text) => {
  expect(containerSecretFindings({ envs: [`A=${text}`] }, [])).toEqual([]);
});

const CANARY = "blue whale";
const HIDDEN = Buffer.from(CANARY).toString("base64");
const DRAWN = "q7Rf2LxZ09pVbTn4KdWe";

const lines = (findings: readonly Finding[]): string[] =>
  findings.map(({ at, problem }) => `${at}: ${problem}`);
const canary = (at: string, length: number, index = 1): string =>
  `${at}: must be no secret, got canary ${String(index)}, length ${String(length)}`;
const named = (at: string, name: string, length: number): string =>
  `${at}: must be no secret, got the value of ${name}, length ${String(length)}`;
const flagged = (at: string, length: number): string =>
  `${at}: must be no secret, got a password among the flags, length ${String(length)}`;

describe("in a container", () => {
  it.each<[string, ContainerInputs, string[]]>([
    ["nothing", {}, []],
    ["its image, which another rule judges", { image: CANARY }, []],
    ["what is no text", { init: true, memory: 5, cpus: null, ports: [{ internal: 80 }] }, []],
    ["a text of its own", { hostname: CANARY }, [canary("hostname", 10)]],
    [
      "texts at any depth",
      { mounts: [{}, { volumeOptions: { driverOptions: { o: `a ${CANARY}` } } }] },
      [canary("mounts/1/volumeOptions/driverOptions/o", 12)],
    ],
    [
      "a key of its own",
      { sysctls: { password: "x" } },
      [named("sysctls/password", "password", 1)],
    ],
    ["a key with another below it", { sysctls: { password: ["x"] } }, []],
    ["a variable", { envs: ["A=b", `A=${CANARY}`] }, [canary("envs/1", 10)]],
    ["a variable without a name", { envs: [`=${CANARY}`] }, [canary("envs/0", 10)]],
    [
      "a variable without a value",
      { envs: [CANARY, "PASSWORD", "PASSWORDS"] },
      [canary("envs/0", 10)],
    ],
    ["a variable with two signs", { envs: ["A=PASSWORD=x"] }, [named("envs/0", "PASSWORD", 10)]],
    ["a label", { labels: [{ label: "note", value: CANARY }] }, [canary("labels/0", 10)]],
    [
      "a label by its name",
      { labels: [{ label: "pwd", value: "x" }] },
      [named("labels/0", "pwd", 1)],
    ],
    [
      "a name that is a secret itself, once",
      {
        envs: [`${CANARY}=a`, `${CANARY}=${CANARY}!`],
        labels: [{ label: `${CANARY}!`, value: null }],
        logOpts: { [`a ${CANARY}`]: "x" },
      },
      [canary("envs/0", 10), canary("envs/1", 11), canary("labels/0", 11), canary("logOpts", 12)],
    ],
    ["half a label", { labels: [{ label: "pwd" }, { label: null, value: "x" }] }, []],
    [
      "a canary among rotations, and a rotation elsewhere",
      {
        labels: [
          { label: ROTATED_LABEL, value: "db/password=1" },
          { label: ROTATED_LABEL, value: CANARY },
          { label: "other", value: "db/password=1" },
        ],
      },
      [canary("labels/1", 10), named("labels/2", "password", 13)],
    ],
    ["a word of a command", { command: ["echo", CANARY] }, [canary("command/1", 10)]],
    ["two words of a command", { command: ["echo", "blue", "whale"] }, [canary("command", 15)]],
    [
      "two words of an entry point",
      { entrypoints: ["blue", "whale"] },
      [canary("entrypoints", 10)],
    ],
    [
      "the last word of an entry point with the first of no command",
      { entrypoints: ["redis-cli", "-a", "hunter2"], command: [] },
      [flagged("entrypoints", 20)],
    ],
    [
      "the last word of an entry point with the first of a command",
      { entrypoints: ["redis-cli", "-a"], command: ["hunter2"] },
      [flagged("command", 20)],
    ],
    [
      "a word of a check, and what else is said of it",
      { healthcheck: { tests: ["CMD", CANARY], interval: CANARY } },
      [canary("healthcheck/tests/1", 10), canary("healthcheck/interval", 10)],
    ],
    [
      "two words of a check",
      { healthcheck: { tests: ["CMD", "redis-cli", "-a", "hunter2"] } },
      [flagged("healthcheck/tests", 24)],
    ],
    [
      "files: as they are, in base64 and by their names",
      {
        uploads: [
          { file: "/a" },
          { file: "/a", content: `a ${CANARY}`, contentBase64: HIDDEN },
          { file: "/a", contentBase64: HIDDEN },
          { file: `/${CANARY}`, source: "a" },
        ],
      },
      [canary("uploads/1", 12), canary("uploads/2", 10), canary("uploads/3/file", 11)],
    ],
    [
      "drawn letters where ten more are innocent",
      {
        envs: Array.from({ length: 11 }, (_, index) => `A=${[1, 10].includes(index) ? DRAWN : ""}`),
      },
      ["envs/1", "envs/10"].map(
        (at) => `${at}: must be no secret, got 20 random characters at 4.3 bits each, length 20`,
      ),
    ],
  ])("finds %s", (_what, container, found) => {
    expect(lines(containerSecretFindings(container, [CANARY]))).toEqual(found);
  });
});

it.each([
  ["as it is", "a blue whale b", 1],
  ["in base64", HIDDEN, 1],
  ["in base64 without its end", HIDDEN.replace("==", ""), 1],
  ["that is the second one", "a red fox", 2],
])("finds a canary %s", (_what, text, index) => {
  const found = containerSecretFindings({ user: text }, [CANARY, "red fox"]);
  expect(lines(found)).toEqual([canary("user", text.length, index)]);
});

describe("in a command", () => {
  const given = { triggers: [], stdin: undefined };

  it.each<[string, CommandInputs, Partial<Parameters<typeof commandSecretFindings>[1]>, string[]]>([
    ["nothing", {}, {}, []],
    ["no environment", { environment: null }, {}, []],
    ["a text", { create: "true", update: `echo ${CANARY}` }, {}, [canary("update", 15)]],
    ["a variable", { environment: { A: CANARY } }, {}, [canary("environment/A", 10)]],
    [
      "a variable by its name",
      { environment: { A: "x", TOKEN: "x" } },
      {},
      [named("environment/TOKEN", "TOKEN", 1)],
    ],
    ["its input, which is not read here", { stdin: CANARY, triggers: [CANARY] }, {}, []],
    [
      "triggers of every type",
      {},
      { triggers: [5, CANARY, { password: "hunter2" }, [CANARY]] },
      [canary("triggers/1", 10), named("triggers/2", "password", 22), canary("triggers/3", 14)],
    ],
    [
      "drawn letters in a trigger",
      {},
      { triggers: [DRAWN] },
      ["triggers/0: must be no secret, got 20 random characters at 4.3 bits each, length 20"],
    ],
    ["drawn letters in a file, such as a verifier", {}, { stdin: DRAWN }, []],
    ["a password in a file", {}, { stdin: "password: hunter2" }, [named("stdin", "password", 17)]],
  ])("finds %s", (_what, command, also, found) => {
    expect(lines(commandSecretFindings(command, { ...given, ...also }, [CANARY]))).toEqual(found);
  });
});

it.each<[string, CommandInputs, string | undefined]>([
  ["of no step", { stdin: HIDDEN }, undefined],
  ["of a step without variables", { stdin: HIDDEN, environment: null }, undefined],
  ["that becomes a folder", { stdin: HIDDEN, environment: { BEV_TARGET: "/var/x" } }, CANARY],
  ["that becomes a volume", { stdin: HIDDEN, environment: { BEV_TARGET: "bev_x" } }, undefined],
  [
    "that becomes a volume of a container",
    { stdin: HIDDEN, environment: { BEV_TARGET: "bev_x", BEV_CONTAINER: "bev_y" } },
    undefined,
  ],
  ["of a container", { stdin: HIDDEN, environment: { BEV_CONTAINER: "bev_y" } }, HIDDEN],
  [
    "that a container does not get",
    { stdin: null, environment: { BEV_CONTAINER: "a" } },
    undefined,
  ],
])("reads the input %s", (_what, command, text) => {
  expect(readableInput(command)).toBe(text);
});
