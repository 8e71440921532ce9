/** Every argument of a container that the stand-in takes is changed, and reaches the container. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { containerNotes } from "../../../stand-ins/docker/container-notes.ts";
import schema from "../../../stand-ins/docker/schema.json" with { type: "json" };
import { docker, DockerProject, inspect, TEST_IMAGE } from "../../kit/docker.ts";
import type { Declared, Inspected, Steps } from "../../kit/docker.ts";
import { succeeded } from "../../kit/engine.ts";
import { APPLIED, BESIDES, LIMITS, MIB, OTHER_IMAGE, ROWS, ZONE } from "./docker-arguments.ts";
import type { Row } from "./docker-arguments.ts";

interface Property {
  willReplaceOnChanges?: boolean;
}
const facts = schema.resources["docker:index/container:Container"].inputProperties;
const properties = facts as Record<string, Property>;
const containers = [...new Set(ROWS.map(({ container }) => container))];
const shown = ROWS.filter((row) => row.shown !== undefined);
const NOT_APPLIED = ["healthcheck", "init", "start", "tmpfs"];

describe("the table of arguments", () => {
  it("has a row for each that the stand-in takes", () => {
    const taken = Object.keys(properties).filter((name) => !containerNotes.refused?.has(name));
    expect(ROWS.map(({ property }) => property).sort()).toEqual(taken.sort());
  });
});

describe("each argument of a container", () => {
  const project = new DockerProject("arguments");
  const before: Record<string, Inspected> = {};
  const after: Record<string, Inspected> = {};
  let change: Steps;

  beforeAll(async () => {
    await project.init();
    await docker("tag", TEST_IMAGE, OTHER_IMAGE);
    await succeeded(project.declare(declared("before")).up());
    await inspectAll("before", before);
    change = await project.declare(declared("after")).up();
    await inspectAll("after", after);
    console.log(table());
  });
  afterAll(async () => {
    await project.discard();
    await docker("rmi", OTHER_IMAGE);
  });

  it("can be changed", () => {
    expect(change.errors).toEqual([]);
  });

  it.each(shown)("reaches the container: $property", ({ container, shown, expected }) => {
    expect(at(before[container], shown)).not.toEqual(expected);
    expect(at(after[container], shown)).toEqual(expected);
  });

  it.each(ROWS)("is updated, or replaced as schema or options say: $property", (row) => {
    const replaced = properties[row.property]?.willReplaceOnChanges ?? false;
    const byOption = NOT_APPLIED.includes(row.property);
    expect({ replaced, byOption }).not.toEqual({ replaced: true, byOption: true });
    expect(kindOf(row)).toBe(replaced || byOption ? "replaced" : "updated");
  });

  it.each([...LIMITS, "own", "silent"])("leaves the container that it was: %s", (name) => {
    expect(after[name]?.Id).toBe(before[name]?.Id);
  });

  it.each(ROWS.filter((row) => row.shown === undefined))(
    "is kept for the provider itself: $property",
    async ({ container, property, after }) => {
      expect(project.resource(container)?.outputs[property]).toBe(after);
    },
  );

  it("is deleted first where it is replaced and its options say so", () => {
    const steps = change.steps.filter((step) => step.endsWith(" unapplied"));
    expect(steps).toEqual(["delete-replaced unapplied", "create-replacement unapplied"]);
    expect(after["unapplied"]?.Id).not.toBe(before["unapplied"]?.Id);
  });

  it("keeps its old health check, tmpfs and init without such options, though they count as updated", () => {
    expect(change.steps).toContain("update silent");
    expect(Object.keys(change.changes["silent"] ?? {}).sort()).toEqual([
      ...["healthcheck.tests[1]", "init", 'tmpfs["/t"]'],
    ]);
    expect(after["silent"]).toMatchObject({
      Config: { Healthcheck: { Test: ["CMD", "true"] } },
      HostConfig: { Tmpfs: { "/t": "size=1m" }, Init: false },
    });
  });

  it("shows no change afterwards, until a refresh finds what was not applied", async () => {
    const targets = [...LIMITS, "unapplied", "silent"].flatMap((name) => ["--target", urnOf(name)]);
    expect((await project.preview(...targets)).steps).toEqual([]);
    const { steps, changes } = await project.preview("--refresh", ...targets);
    expect(steps).toEqual(["update silent"]);
    expect(Object.keys(changes["silent"] ?? {})).toHaveLength(3);
  });

  it("would be made before it is deleted, under a taken name, without deleteBeforeReplace", async () => {
    project.declare({ Container: { unapplied: { ...unapplied("before"), options: APPLIED } } });
    const { steps } = await project.preview("--target", urnOf("unapplied"));
    expect(steps).toEqual(["create-replacement unapplied", "delete-replaced unapplied"]);
  });

  it("is left as it was when the Engine refuses the new limits", async () => {
    project.declare({ Container: { memorySwap: { memory: 64, memorySwap: 32 } } });
    const { code, errors } = await project.up("--target", urnOf("memorySwap"));
    expect(code).not.toBe(0);
    expect(errors).toEqual([
      "Unable to update a container: Minimum memoryswap limit should be larger than memory " +
        "limit, see usage",
      "update failed",
    ]);
    const { HostConfig } = await project.inspect("memorySwap");
    expect(HostConfig).toMatchObject({ MemorySwap: 128 * MIB });
    expect(project.resource("memorySwap")?.outputs).toMatchObject({ memorySwap: 128 });
  });

  function urnOf(name: string): string {
    return project.resource(name)?.urn ?? "";
  }

  /** Arguments that a running container does not take. */
  function unapplied(which: "before" | "after"): Record<string, unknown> {
    const rows = ROWS.filter(({ container }) => container === "unapplied");
    return Object.fromEntries(rows.map((row) => [row.property, row[which]]));
  }

  function declared(which: "before" | "after"): Declared {
    const Container = containers.map((container) => {
      const rows = ROWS.filter((row) => row.container === container);
      const args = Object.fromEntries(rows.map((row) => [row.property, row[which]]));
      return [container, { ...args, ...BESIDES[container] }] as const;
    });
    return {
      Network: { zone: { name: ZONE } },
      Container: { ...Object.fromEntries(Container), silent: unapplied(which) },
    };
  }

  async function inspectAll(which: "before" | "after", into: Record<string, Inspected>) {
    for (const container of [...containers, "silent"]) {
      const name = ROWS.find((row) => row.container === container && row.property === "name");
      into[container] = await inspect(name ? (name[which] as string) : project.nameOf(container));
    }
  }

  function kindOf({ container, property }: Row): string {
    const kinds = Object.entries(change.changes[container] ?? {})
      .filter(([path]) => path.split(/[.[]/)[0] === property)
      .map(([, kind]) => (kind.endsWith("-replace") ? "replaced" : "updated"));
    return [...new Set(kinds)].join();
  }

  function table(): string {
    const lines = ROWS.map((row) => {
      const kind = kindOf(row) + (NOT_APPLIED.includes(row.property) ? " by option" : "");
      const reached = row.shown
        ? `${row.shown} = ${JSON.stringify(at(after[row.container], row.shown))}`
        : "the provider itself";
      return `${row.property.padEnd(40)}${kind.padEnd(20)}${reached}`;
    });
    return lines.sort().join("\n");
  }
});

function at(answer: unknown, path = ""): unknown {
  return path
    .split(".")
    .reduce((value, key) => (value as Record<string, unknown> | null)?.[key], answer);
}
