/** What a configuration and rows may say of secrets that people give. */
import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { givenFaults } from "./given.ts";
import type { GivenFacts } from "./given.ts";

const row = { name: "mailer", node: "oracle1", family: "osint", logins: [] };
const asked = [{ name: "api-key", givenBy: "people" }];
const facts: GivenFacts = {
  stack: "oracle1",
  versions: { "mailer/api-key": 2 },
  known: ["mailer/api-key"],
  hasVault: true,
  rows: [{ ...row, secrets: asked }],
  keeper: "vault",
};

function said(changes: Partial<GivenFacts>): string {
  return formatFaults(givenFaults({ ...facts, ...changes }));
}

it("has nothing against what a row asks for, set or not", () => {
  expect(said({})).toBe("");
  expect(said({ versions: {} })).toBe("");
  expect(said({ versions: {}, hasVault: false })).toBe("");
});

it.each<[string, Partial<GivenFacts>, string]>([
  [
    "a name that no row has",
    { versions: { "mailer/key": 3 } },
    "bev:secrets.mailer/key: must be one of mailer/api-key, which rows of oracle1 ask people for, got 3; " +
      `run pulumi config rm --path 'bev:secrets["mailer/key"]' --stack oracle1`,
  ],
  [
    "any name where no row asks",
    { known: [] },
    "bev:secrets.mailer/api-key: must be absent, because no row of oracle1 asks people for anything, got 2; " +
      `run pulumi config rm --path 'bev:secrets["mailer/api-key"]' --stack oracle1`,
  ],
  [
    "a value without a Vault",
    { hasVault: false },
    'bev:secrets: must be empty where no Vault keeps secrets of oracle1, has "mailer/api-key"; ' +
      "set bev:vault.enabled to true, or remove it",
  ],
  [
    "one of Vault's own",
    { rows: [{ ...row, name: "vault", family: "secrets", secrets: asked }] },
    'oracle1/vault/secrets/api-key/givenBy: must be absent, because vault starts before anything is in it, got "people"; ' +
      "set it in src/catalog/secrets.ts",
  ],
  [
    "one that a database checks a login with",
    { rows: [{ ...row, secrets: [], logins: ["other/password", "mailer/api-key"] }] },
    'oracle1/mailer/data: must have logins with passwords that the program draws, got "mailer/api-key", which people give; ' +
      "set it in src/catalog/osint.ts",
  ],
])("refuses %s", (_what, changes, message) => {
  expect(said(changes)).toBe(message);
});
