/** `bev` reads a stack's file as Pulumi does: each form of YAML is asked of both. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { readStackFile } from "../../operations/stack-file.ts";
import { succeeded, TestProject } from "../kit/engine.ts";

const project = new TestProject("");
afterAll(() => project.remove());

const SCALARS = [
  ...[
    "8192",
    "8_192",
    "020000",
    "0o17",
    "0b101",
    "0x1F",
    "0_17",
    "08",
    "0",
    "00",
    "-5",
    "+5",
    "-020",
  ],
  ...["1.5", "1e3", "1_000.5", ".5", "5.", "1.0", "-.5", "1:30", "12e03", "0.10"],
  ...["true", "True", "FALSE", "yes", "no", "on", "Off", "y", "n"],
  ...["null", "Null", "~", ""],
  ...[
    "2026-11-29",
    "1.2.3",
    "1_a",
    "_1",
    "0x",
    "0o8",
    "0b2",
    "+",
    "-x",
    ".",
    "'020'",
    '"8_192"',
    "!!str 020",
  ],
  ...["[1, 02, a]", "{ a: 0o7, b: [~] }", "&x 5", "|\n      text\n", ">-\n      a\n      b\n"],
];

const FORMS = [
  "  bev:merged:\n    <<: { a: 1, b: 2 }\n    b: 3\n",
  "  bev:base: &base { a: 1 }\n  bev:alias: *base\n  bev:merged:\n    <<: *base\n    b: 020\n",
  "  bev:list:\n    <<: [{ a: 1 }, { a: 2, b: 2 }]\n",
  "  bev:config:older: a\n",
  "  bev:json: '{\"a\": 1}'\n",
  "  bev:keys: { 1: a, true: b, 020: c, 1.50: d }\n",
];

const file = path.join(project.directory, "Pulumi.test.yaml");

beforeAll(() => project.init());

type Settings = Record<string, unknown>;

async function asPulumi(content: string | Buffer): Promise<Settings> {
  writeFileSync(file, content);
  const { stdout } = await succeeded(project.pulumi("config", "--json", "--stack", "test"));
  const found = JSON.parse(stdout) as Record<string, { value?: string; objectValue?: unknown }>;
  return Object.fromEntries(
    Object.entries(found).map(([key, { value = "", objectValue }]) => [
      key,
      objectValue ?? jsonOr(value),
    ]),
  );
}

/** The program takes text that is JSON for what it means. */
function jsonOr(value: string): unknown {
  return /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value;
}

it("every scalar, in an object", async () => {
  const lines = SCALARS.map((text, index) => `    k${String(index)}: ${text}\n`);
  const pulumi = await asPulumi(`config:\n  bev:values:\n${lines.join("")}`);
  const [theirs, ours] = [pulumi, readStackFile(file)].map((one) => one["bev:values"] as Settings);
  const differing = SCALARS.flatMap((text, index) => {
    const [a, b] = [theirs, ours].map((one) => JSON.stringify(one?.[`k${String(index)}`]));
    return a === b ? [] : [`${text}: Pulumi ${String(a)}, bev ${String(b)}`];
  });
  expect(differing).toEqual([]);
});

it.each([
  ...FORMS.map((form) => `config:\n${form}`),
  "\ufeffconfig:\r\n  bev:a: { b: 1 }\r\n",
  Buffer.from("\ufeffconfig:\n  bev:a: { b: ü }\n", "utf16le"),
  Buffer.from("\ufeffconfig:\n  bev:a: { b: ü }\n", "utf16le").swap16(),
])("%j", async (content) => {
  const pulumi = await asPulumi(content);
  expect(Object.keys(pulumi)).not.toEqual([]);
  expect(readStackFile(file)).toEqual(pulumi);
});
