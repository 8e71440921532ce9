import { describe, expect, it } from "@jest/globals";
import { overlaps, parsePolicy } from "./vault-policy.ts";

const read = { path: "secret/data/x", capabilities: ["read"] };

describe("parsePolicy", () => {
  it.each([
    ["a block", 'path "secret/data/x" { capabilities = ["read"] }', [read]],
    ["JSON", '{"path":{"secret/data/x":{"capabilities":["read"]}}}', [read]],
    ["JSON with a list", '{"path":[{"secret/data/x":{"capabilities":["read"]}}]}', [read]],
    ["JSON with a name", '{"name":"x","path":{"secret/data/x":{"capabilities":["read"]}}}', [read]],
    ["a quoted keyword", '"path" "secret/data/x" { "capabilities" = ["read"] }', [read]],
    ["a slash before the path", 'path "/secret/data/x" { capabilities = ["read",] }', [read]],
    [
      "comments of three kinds",
      '# one\n// two\npath /* three\n */ "secret/data/x" { capabilities = [\n"read" # four\n] }',
      [read],
    ],
    ["a name", 'name = "x"\npath "secret/data/x" { capabilities = ["read"] }', [read]],
    [
      "what narrows",
      `path "secret/data/x" {
        capabilities = ["read"]
        min_wrapping_ttl = 60
        required_parameters = ["a"]
        allowed_parameters = { "a" = ["b"], "*" = [] }
        denied_parameters { "c" = [] }
      }`,
      [read],
    ],
    [
      "the older form",
      'path "a" { policy = "write" } path "b" { policy = "read" }',
      [
        { path: "a", capabilities: ["create", "read", "update", "delete", "list"] },
        { path: "b", capabilities: ["read", "list"] },
      ],
    ],
    ["an escaped text", 'path "a\\"b" { capabilities = [] }', [{ path: 'a"b', capabilities: [] }]],
    ["nothing", " \n", []],
    ["a path without a word", 'path "a" {}', [{ path: "a", capabilities: [] }]],
  ])("reads %s", (_, text, grants) => {
    expect(parsePolicy(text)).toEqual(grants);
  });

  it.each([
    ["another block", 'rule "x" {}', "rule"],
    ["another attribute", 'path "x" { sudo = "yes" }', 'path "x" with sudo'],
    ["a capability that Vault lacks", 'path "x" { capabilities = ["READ"] }', 'capability "READ"'],
    ["an older form that Vault lacks", 'path "x" { policy = "all" }', 'policy "all" of path "x"'],
    ["capabilities as a text", 'path "x" { capabilities = "read" }', 'capabilities of path "x"'],
    ["an attribute twice", 'path "x" { policy = "read" policy = "sudo" }', "policy a second time"],
    ["a heredoc", "path <<E\nx\nE\n {}", '"<<E\\nx\\nE\\n {}"'],
    ["an open comment", 'path "x" {} /* path', '"/* path"'],
    ["a missing brace", 'path "x" { policy = "read"', "the end of the text"],
    ["a missing comma", 'path "x" { capabilities = ["read" "list"] }', "list"],
    ["a number as path", "path 5 {}", "5"],
    ["JSON that is none", "{path", "JSON that cannot be read"],
    ["JSON of another shape", '{"path":"x"}', "path that is no object"],
    ["JSON of another name", '{"rules":{}}', "rules"],
  ])("refuses %s", (_, text, what) => {
    expect(() => parsePolicy(text)).toThrow(new Error(what));
  });
});

describe("overlaps", () => {
  it.each([
    ["sys/policies/acl/x", "sys/*", true],
    ["sys/*", "sys/policies/acl/x", true],
    ["sys", "sys/*", false],
    ["s*", "sys/*", true],
    ["*", "sys/*", true],
    ["+/policies/*", "sys/*", true],
    ["sys/", "sys", true],
    ["sys/+", "sys/policies/acl", false],
    ["secret/data/+/x", "secret/data/y/x", true],
    ["secret/data/+/x", "secret/data/y/z", false],
    ["+/config/*", "secret/data/config", false],
    ["secret/te*", "secret/test/x", true],
    ["secret/te*", "secret/+", true],
    ["secret/te*", "secret/ta*", false],
    ["s*/x", "sys/x", false],
    ["auth/+/login", "auth/approle/login/x", false],
  ])("%s and %s: %s", (one, other, expected) => {
    expect(overlaps(one, other)).toBe(expected);
    expect(overlaps(other, one)).toBe(expected);
  });
});
