/** What of a stack file changes when a secret is set or unset. */
import { describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { withVersion, writeVersion } from "./stack-file.ts";

const TRACKED = `# Of the machine in Frankfurt.
config:
  pulumi:disable-default-providers: [docker, vault]
  bev:registry: "registry.bev.internal" # our own
  bev:node:
    host: ssh://oracle1
    capacity:
      cores: 4
`;

const ONE = `${TRACKED}  bev:secrets:
    # For the team on call.
    mailer/api-key: 1 # of July
  bev:prefix: bev_
`;

describe("a secret that was set", () => {
  it("is the last key of a file that has none", () => {
    expect(withVersion(TRACKED, "mailer/api-key", 1)).toBe(
      `${TRACKED}  bev:secrets:\n    mailer/api-key: 1\n`,
    );
    expect(withVersion(TRACKED.trimEnd(), "mailer/api-key", 1)).toBe(
      `${TRACKED}  bev:secrets:\n    mailer/api-key: 1\n`,
    );
  });

  it("stands before what comes after the configuration", () => {
    expect(withVersion(`${TRACKED}encryptionsalt: v1:a\n`, "a/b", 2)).toBe(
      `${TRACKED}  bev:secrets:\n    a/b: 2\nencryptionsalt: v1:a\n`,
    );
  });

  it("has another version in its line, and a line of its own beside others", () => {
    expect(withVersion(ONE, "mailer/api-key", 12)).toBe(
      ONE.replace("api-key: 1 #", "api-key: 12 #"),
    );
    expect(withVersion(ONE, "other/key", 3)).toBe(
      ONE.replace("  bev:prefix", "    other/key: 3\n  bev:prefix"),
    );
  });

  it("takes the place of an empty map", () => {
    expect(withVersion(`${TRACKED}  bev:secrets: {} # none\n`, "a/b", 2)).toBe(
      `${TRACKED}  bev:secrets:\n    a/b: 2 # none\n`,
    );
  });
});

describe("a secret that was unset", () => {
  it("is away, with the key where it was the only one", () => {
    const one = withVersion(TRACKED, "a/b", 1) ?? "";
    expect(withVersion(one, "a/b", undefined)).toBe(TRACKED);
    const two = withVersion(ONE, "other/key", 3) ?? "";
    expect(withVersion(two, "other/key", undefined)).toBe(ONE);
  });

  it("changes nothing where it was not set", () => {
    expect(withVersion(TRACKED, "a/b", undefined)).toBe(TRACKED);
    expect(withVersion(ONE, "a/b", undefined)).toBe(ONE);
  });
});

describe("writeVersion", () => {
  function fileWith(text: string): string {
    const file = path.join(
      mkdtempSync(path.join(os.tmpdir(), "bev-stack-")),
      "Pulumi.oracle1.yaml",
    );
    writeFileSync(file, text);
    return file;
  }

  it("writes what the program then reads", () => {
    const file = fileWith(ONE);
    writeVersion(file, "mailer/api-key", 2);
    writeVersion(file, "other/key", 7);
    expect(readFileSync(file, "utf8")).toContain(
      "    # For the team on call.\n    mailer/api-key: 2 # of July\n    other/key: 7\n",
    );
  });

  it.each(["  bev:secrets: [a]\n", "  bev:secrets: { b: 1 }\n", "  bev:secrets: a\n"])(
    "says what must be in a file with %j, and leaves it",
    (secrets) => {
      const file = fileWith(TRACKED + secrets);
      const write = () => {
        writeVersion(file, "a/b", 2);
      };
      expect(write).toThrow(
        /bev:secrets: must be a map with a name and a version on each line, is not; write it so$/,
      );
      expect(readFileSync(file, "utf8")).toBe(TRACKED + secrets);
    },
  );
});
