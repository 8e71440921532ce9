import { expect, it } from "@jest/globals";
import { UserError } from "../src/lib/error.ts";
import { textFile } from "../src/lib/text-file.ts";
import { stackSettings } from "./stack-file.ts";

function read(config: string): unknown {
  return stackSettings(textFile("Pulumi.oracle1.yaml", `config:\n${config}`));
}

function refusal(config: string): string {
  try {
    read(config);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "";
}

it.each([
  ["  bev:registry: 5000\n", { "bev:registry": "5000" }],
  ["  bev:config:registry: a\n", { "bev:registry": "a" }],
  ['  bev:node: \'{"host": "a"}\'\n', { "bev:node": { host: "a" } }],
  ["  bev:prefix: '[a'\n", { "bev:prefix": "[a" }],
  [
    "  bev:services: { secure: { enabled: true } }\n",
    { "bev:services": { secure: { enabled: true } } },
  ],
  ["  pulumi:disable-default-providers: [a]\n", { "pulumi:disable-default-providers": ["a"] }],
])("reads %j as the program gets it", (config, settings) => {
  expect(read(config)).toEqual(settings);
});

it("stands for what another key's lock is on, wherever it is", () => {
  const stood = "(secret of the production backend)";
  expect(read("  a:b:\n    secure: v1:x\n  c:d: { e: [{ secure: v1:y }] }\n")).toEqual({
    "a:b": stood,
    "c:d": { e: [stood] },
  });
});

const WHY =
  "must be readable without the passphrase of the backend, is encrypted; no key of bev is a secret";

it.each([
  [
    "a secret",
    "  bev:registry:\n    secure: v1:x\n",
    `Pulumi.oracle1.yaml:3: bev:registry: ${WHY}; run pulumi config set --plaintext 'bev:registry' <value> --stack oracle1`,
  ],
  [
    "a secret in an object",
    "  bev:tailnet:\n    domain:\n      secure: v1:x\n",
    `Pulumi.oracle1.yaml:4: bev:tailnet.domain: ${WHY}; run pulumi config set --plaintext --path 'bev:tailnet.domain' <value> --stack oracle1`,
  ],
  [
    "a secret in a list",
    "  bev:tailnet:\n    operators:\n      - secure: v1:x\n",
    `Pulumi.oracle1.yaml:4: bev:tailnet.operators[0]: ${WHY}; run pulumi config set --plaintext --path 'bev:tailnet.operators[0]' <value> --stack oracle1`,
  ],
  [
    "a secret two objects down",
    "  bev:node: { capacity: { cores: { secure: v1:x } } }\n",
    `Pulumi.oracle1.yaml:2: bev:node.capacity.cores: ${WHY}; run pulumi config set --plaintext --path 'bev:node.capacity.cores' <value> --stack oracle1`,
  ],
  [
    "a key of no namespace",
    "  registry: a\n",
    "Pulumi.oracle1.yaml:2: registry: must have a namespace before it; write bev:registry, or the namespace that it is of",
  ],
  [
    "a list of settings",
    "  - bev:registry: a\n",
    "Pulumi.oracle1.yaml:2: config: must be a map of keys to values, is not; mend that line",
  ],
])("refuses %s by name", (_what, config, message) => {
  expect(refusal(config)).toBe(message);
});
