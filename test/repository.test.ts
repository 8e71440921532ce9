/** What must be in no file of the repository. */
import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { sha256 } from "../src/lib/hash.ts";
import { root } from "./kit/engine.ts";
import { firstComment, firstComments, repositoryFiles } from "./kit/first-comments.ts";

/** The one password that the documents have in plain text: its length, and its hash in its place. */
const FROM_DOCUMENTS = {
  length: 18,
  hash: "d39ddb7cc87f49ff297ddeec0033ba43be90a732f8fb7ca6f070ab0bc05b5c3b",
};

const LIKE_A_SECRET = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64}/,
  // Vault's tokens, Tailscale's keys, GitHub's tokens.
  /\bhvs\.(?!\w*EXAMPLE)[A-Za-z0-9_-]{24,}/,
  /\btskey-[a-z]+-[A-Za-z0-9]{10,}-[A-Za-z0-9]{20,}/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
];

function faultsOf(text: string): string[] {
  const words = text.match(/[A-Za-z0-9]+/g) ?? [];
  const known = words.filter(
    (word) => word.length === FROM_DOCUMENTS.length && sha256(word) === FROM_DOCUMENTS.hash,
  );
  const alike = LIKE_A_SECRET.flatMap((shape) => shape.exec(text)?.[0].slice(0, 40) ?? []);
  return [...known, ...alike];
}

/** Habits that make a reader stop; CONTRIBUTING.md has the words of this project. */
const RIDDLES =
  /\b(whoever|whom|whomever|whichever|made anew|of which the|held against|has not got|behind its back|what lacks|for to)\b/i;

/** Texts that are rendered onto nodes: another comment there would replace a container. */
const RENDERED = ["src/access/vault/agent.sh", "src/software/pgbouncer/index.ts"];

const PROSE =
  /^(src|operations|cli|lab|policies|stand-ins|toolchain|docs)\/.*\.(ts|mjs|sh|md)$|^\w+\.md$/;

it("has no sentence that is read twice", () => {
  const found = repositoryFiles()
    .filter((name) => PROSE.test(name) && !RENDERED.includes(name))
    .flatMap((name) =>
      readFileSync(path.join(root, name), "utf8")
        .split("\n")
        .flatMap((line, index) =>
          RIDDLES.test(line) ? [`${name}:${String(index + 1)}: ${line.trim()}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

it("says in the first comment of each source file what the file is for", () => {
  const comments = [...firstComments()];
  expect(comments.length).toBeGreaterThan(300);
  const wrong = comments.filter(([, comment = ""]) => !/^\S+ \S+ .*[.:](?: |$)/.test(comment));
  expect(wrong).toEqual([]);
});

it.each([
  ["#!/bin/sh\n# shellcheck disable=SC1\n## Copies\n## files.\nset -e\n", "Copies files."],
  ["/** Writes\n * texts. */\nimport x;\n/** More. */", "Writes texts."],
  ["import x;\n/** Writes texts. */\n", undefined],
])("reads the first comment of %j", (text, comment) => {
  expect(firstComment(text)).toBe(comment);
});

it("has no password of the documents and nothing that looks like a key or a token", () => {
  const files = repositoryFiles();
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((name) =>
    faultsOf(readFileSync(path.join(root, name), "utf8")).map((fault) => `${name}: ${fault}`),
  );
  expect(found).toEqual([]);
});

it("would see them", () => {
  const key = ["-----BEGIN PRIVATE", " KEY-----\n", "MC4CAQAw".repeat(9)].join("");
  expect(faultsOf(`key: ${key}`)).toEqual(["-----BEGIN PRIVATE KEY-----\nMC4CAQAwMC4C"]);
  const token = ["hvs", "a1".repeat(15)].join(".");
  expect(faultsOf(`token: ${token}`)).toEqual([token]);
});
