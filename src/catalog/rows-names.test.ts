/** Names that no row may have: by their form, and because another row of the node has them. */
import { describe, expect, it } from "@jest/globals";
import { faultsOf, only } from "../../test/kit/catalog-faults.ts";
import type { ServiceSpec } from "./types.ts";

const ROW = "git-server";

const FIX = "set it in src/catalog/dev.ts";

const beside = (changes: Partial<ServiceSpec>) => (row: ServiceSpec) =>
  row.name === ROW ? [row, { ...row, ...changes }] : row;

const small = { resources: { cpu: 0.1, memory: 12 } };

const volume = (path: string, name = "data") => ({ name, path, backup: "none" as const });

describe("a name", () => {
  const form =
    "lower case letters, digits and single -, beginning with a letter, at most 63 characters";

  it.each([
    "git_server",
    "Git_Server",
    "g".repeat(70),
    "",
    "-git",
    "git-",
    "gít",
    "git server",
    "9git",
  ])("is not %j", (name) => {
    expect(faultsOf("starlord", only(ROW, { name }))).toBe(
      `starlord/${name}/name: must be ${form}, got "${name}"; ${FIX}`,
    );
  });

  it("is not there twice", () => {
    expect(faultsOf("starlord", beside({}))).toBe(
      "starlord/git-server/name: must be unique on starlord, the name git-server is that of another " +
        "one of it too; rename one of them in src/catalog/dev.ts",
    );
  });

  it.each<[string, Partial<ServiceSpec>, string]>([
    ["an alias of another row", { name: "git-2", aliases: ["Git_Server"] }, "aliases/0"],
    [
      "the name of another row as its alias",
      { name: "code", aliases: ["git server"] },
      "aliases/0",
    ],
  ])("is not %s", (_what, changes, at) => {
    expect(faultsOf("starlord", beside({ ...small, ports: [], ...changes }))).toBe(
      `starlord/${changes.name ?? ""}/${at}: must be unique on starlord, the name git-server is that of ` +
        "git-server too; rename one of them in src/catalog/dev.ts",
    );
  });

  it("is not that of another row's second instance", () => {
    const change = (row: ServiceSpec) => {
      const { volumes: _, ...stateless } = row;
      if (row.name !== ROW) return row;
      const replicas = { min: 1, max: 2 };
      return [
        { ...stateless, replicas },
        { ...stateless, name: "git-server-2" },
      ];
    };
    expect(faultsOf("starlord", change, { [ROW]: { replicas: 2 } })).toBe(
      "starlord/git-server-2/name: must be unique on starlord, the container git_server_2 is that of " +
        "git-server too; rename one of them in src/catalog/dev.ts",
    );
  });

  it("leaves room for the names of its instances", () => {
    const name = "g".repeat(63);
    const change = only(ROW, { name, volumes: [], replicas: { min: 1, max: 2 } });
    expect(faultsOf("starlord", change, { [name]: { replicas: 2 } })).toBe(
      `starlord/${name}/name: must leave room for its instances' host names of at most 63 characters, ` +
        `got ${name}-2; ${FIX}`,
    );
  });

  it("of a volume is not that of another service's", () => {
    const change = (row: ServiceSpec): ServiceSpec | ServiceSpec[] =>
      row.name === ROW
        ? [
            { ...row, ...small, name: "git", volumes: [volume("/a", "server-data")] },
            { ...row, ...small, ports: [], volumes: [volume("/a", "data")] },
          ]
        : row;
    expect(faultsOf("starlord", change)).toBe(
      "starlord/git-server/volumes/0/name: must be unique on starlord, the volume git_server_data is that " +
        "of git too; rename one of them in src/catalog/dev.ts",
    );
  });

  it.each([
    [
      "its own secret files",
      { secrets: [{ name: "a" }], volumes: [volume("/a", "secrets")] },
      "secrets",
    ],
    ["another one of it", { volumes: [volume("/a"), volume("/b")] }, "volumes/1/name"],
  ])("of a volume is not that of %s", (_what, changes, at) => {
    expect(faultsOf("starlord", only(ROW, changes))).toMatch(
      new RegExp(`^starlord/git-server/${at}: must be unique on starlord, the volume git_server_`),
    );
  });
});
