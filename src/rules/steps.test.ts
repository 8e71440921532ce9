/** Which commands are steps: by their text, by the component that they belong to and by the form of each variable. */
import { describe, expect, it } from "@jest/globals";
import { sha256 } from "../lib/hash.ts";
import type { CommandInputs } from "./commands.ts";
import type { Finding } from "./container.ts";
import { stepFindings } from "./steps.ts";
import type { Step, StepPlace, Value } from "./steps.ts";

const HASH = "0f".repeat(32);
const TYPE = "bev:service:Service";
const place: StepPlace = {
  ...{ stack: "a.b", prefix: "bev.", dataRoot: "/data+" },
  parent: { type: TYPE, name: "redis" },
};

const lines = (findings: readonly Finding[]): string[] =>
  findings.map(({ at, problem }) => `${at}: ${problem}`);

interface Form {
  owner?: string;
  takes: (string | undefined)[];
  refuses: (string | undefined)[];
}

const forms: Record<Value, Form> & Record<string, Form> = {
  container: {
    takes: [
      "bev.redis",
      "bev.redis_2",
      "bev.redis_12",
      "bev.redis_0a1b2c3d",
      "bev.redis_12_0a1b2c3d",
    ],
    refuses: [
      ...[
        undefined,
        "",
        "redis",
        "bev_redis",
        "bev.vault",
        "xbev.redis",
        "bev.redisx",
        "bev.redis\n",
      ],
      ...["bev.redis_", "bev.redis_x", "bev.redis-2", "bev.redis_0a1b2c3", "bev.redis_0a1b2c3d4"],
      ...["bev.redis_0A1B2C3D", "bev.redis_1_2", "bev.redis_0a1b2c3d_1", "--privileged bev.redis"],
    ],
  },
  "container of vault-agent": {
    owner: "vault-agent",
    takes: ["bev.vault_agent"],
    refuses: ["bev.vault-agent"],
  },
  folder: {
    takes: ["live", HASH].flatMap((end) =>
      ["redis", "redis-2", "redis-12"].map((of) => `/data+/${of}/${end}`),
    ),
    refuses: [
      ...[
        undefined,
        "",
        "/",
        "/data+/redis",
        "/data+/redis/",
        "/dataa/redis/live",
        "/data/redis/live",
      ],
      ...["/data+/vault/live", "/data+/redis-/live", "/data+/redis-x/live", "/data+/redis2/live"],
      ...[
        "/data+/redis/lively",
        "/data+/redis/live/..",
        "x/data+/redis/live",
        "/data+/redis/live\n",
      ],
      ...["/data+/redis-exporter/live", "/data+/redis/../vault/live"],
      ...[HASH.slice(1), `${HASH}0`, HASH.toUpperCase()].map((end) => `/data+/redis/${end}`),
    ],
  },
  "folder of kafka-12": {
    owner: "kafka-12",
    takes: ["/data+/kafka/live", "/data+/kafka-1/live", "/data+/kafka-12/live"],
    refuses: ["/data+/kafka-12-1/live", "/data+/live"],
  },
  "folder of a-1-b": {
    owner: "a-1-b",
    takes: ["/data+/a-1-b/live", "/data+/a-1-b-2/live"],
    refuses: ["/data+/a/live", "/data+/a-b/live"],
  },
  volume: {
    owner: "redis-secrets",
    takes: ["bev.redis_secrets"],
    refuses: [
      undefined,
      "",
      "bev_redis_secrets",
      "bev.redis_secrets_2",
      "bev.redis_data",
      "/data+/redis/live",
    ],
  },
  stack: { takes: ["a.b"], refuses: [undefined, "", "axb", "a.bc", "xa.b", "A.B"] },
  number: {
    takes: ["1", "9", "10", "512"],
    refuses: [undefined, "", "0", "01", "-1", "1.5", "1e3", "x1", "1x", "1\n", "$(id)"],
  },
  yes: { takes: ["yes", undefined], refuses: ["", "no", "YES", "yes\n", "yesyes"] },
  words: {
    takes: ["''", "'a'", "'a b\n$(id)'", "'a' 'b' 'c'", "'it'\\''s'", "'a'\\''b'\\''c' ''\\''d'"],
    refuses: [
      ...[
        undefined,
        "",
        "a",
        "'a",
        "a'",
        "'a'b",
        "'a' b",
        "b 'a'",
        "'a'  'b'",
        "'a' ",
        " 'a'",
        "'a''b'",
      ],
      ...["'a'\\'b'", "'a'\\''b", "'a'\n'b'", "'a'x''b'"],
    ],
  },
  text: { takes: ["a", "a\nb", "\n", "$(id)"], refuses: [undefined, ""] },
};

describe.each(Object.entries(forms))(
  "a variable of the form %s",
  (title, { owner, takes, refuses }) => {
    const form = title.split(" ")[0] as Value;
    const name = owner ?? "redis";
    const step: Step = { create: "true", parents: [TYPE], environment: { X: form } };
    const found = (value: string | undefined): string[] => {
      const environment = value === undefined ? null : { X: value };
      return lines(
        stepFindings({ create: "true", environment }, { ...place, parent: { type: TYPE, name } }, [
          step,
        ]),
      );
    };

    it.each(takes)("may be %j", (value) => {
      expect(found(value)).toEqual([]);
    });

    it.each(refuses)("is not %j", (value) => {
      const got = value === undefined ? "nothing" : `"${value}"`;
      expect(found(value)).toEqual([`environment/X: must be the ${form} of ${name}, got ${got}`]);
    });
  },
);

it.each(Array.from("^$*?()[]{}|\\"))("takes %s in a name for itself", (sign) => {
  const environment = { X: `${sign}a` };
  const step: Step = { create: "true", parents: [TYPE], environment: { X: "stack" } };
  const found = stepFindings({ create: "true", environment }, { ...place, stack: `${sign}a` }, [
    step,
  ]);
  expect(found).toEqual([]);
});

const steps: Step[] = [
  { script: sha256("run"), parents: ["A"], environment: {} },
  { script: sha256("run"), parents: ["B", "C"], environment: { X: "text", Y: "yes" } },
  { create: "node x", parents: ["A"], environment: {} },
];

const shell = (...words: string[]) => ({ interpreter: ["/bin/sh", "-c", ...words] });
const unknown = (at: string, text: string): string[] => [
  `${at}: must be a step of the program, got "${text && `sha256:${sha256(text)}`}"`,
];

describe("a command", () => {
  const others = { stdin: "x", triggers: [1], logging: "none", addPreviousOutputInEnv: false };

  it.each<[string, CommandInputs & Record<string, unknown>, string | undefined, string[]]>([
    ["of a text", { create: "node x" }, "A", []],
    ["of a text with no interpreter", { create: "node x", interpreter: null }, "A", []],
    ["of a script, under any title", { create: "anything", ...shell("run") }, "A", []],
    ["of a script of another component", { ...shell("run"), environment: { X: "1" } }, "C", []],
    ["with all arguments of a step", { create: "node x", ...others, environment: {} }, "A", []],
    ["with what the engine notes", { create: "node x", __defaults: ["a"], __x: 1 }, "A", []],
    [
      "with nothing in other arguments",
      { create: "node x", dir: null, update: undefined },
      "A",
      [],
    ],
    [
      "with other arguments",
      { create: "node x", dir: "/", update: "", x__: 1, assetPaths: [] },
      "A",
      ["dir", "update", "x__", "assetPaths"].map((at) => `${at}: must be absent, a step has none`),
    ],
    ["without a text", {}, "A", unknown("create", "")],
    ["of another text", { create: "node x " }, "A", unknown("create", "node x ")],
    ["of a script as its text", { create: "run" }, "A", unknown("create", "run")],
    ["of a text as its script", { ...shell("node x") }, "A", unknown("interpreter", "node x")],
    ["of no words", { create: "node x", interpreter: [] }, "A", unknown("interpreter", "")],
    ["of a shell alone", { interpreter: ["/bin/sh"] }, "A", unknown("interpreter", "/bin/sh")],
    ["of no script", { create: "run", ...shell() }, "A", unknown("interpreter", "-c")],
    ["of a script and a word", shell("run", "x"), "A", unknown("interpreter", "x")],
    ["of a script and no more", shell("run", ""), "A", unknown("interpreter", "")],
    ["of another shell", { interpreter: ["sh", "-c", "run"] }, "A", unknown("interpreter", "run")],
    ["of a flag", { interpreter: ["/bin/sh", "-x", "run"] }, "A", unknown("interpreter", "run")],
    [
      "in two words of a shell",
      { interpreter: ["/bin/sh -c", "", "run"] },
      "A",
      unknown("interpreter", "run"),
    ],
    [
      "of another component",
      shell("run"),
      "D",
      ['parent: must be a component of type A, B, C, got "D"'],
    ],
    [
      "of no component",
      { create: "node x" },
      undefined,
      ["parent: must be a component of type A, got nothing"],
    ],
    [
      "with variables that its step does not have, beside one that is wrong",
      { ...shell("run"), environment: { Z: "", X: "", toString: "" } },
      "B",
      [
        "environment/Z: must be absent, the step has no such variable",
        "environment/toString: must be absent, the step has no such variable",
        'environment/X: must be the text of redis, got ""',
      ],
    ],
    [
      "with all that is wrong",
      { ...shell("run"), dir: "/", environment: null },
      "B",
      [
        "dir: must be absent, a step has none",
        "environment/X: must be the text of redis, got nothing",
      ],
    ],
  ])("%s", (_what, command, type, found) => {
    const parent = type === undefined ? undefined : { type, name: "redis" };
    expect(lines(stepFindings(command, { ...place, parent }, steps))).toEqual(found);
  });
});
