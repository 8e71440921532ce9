/** What a run record keeps, and what a state looks like once a service is held back. */
import type { StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import { describe, expect, it } from "@jest/globals";
import type { ContainerArgs } from "../../src/container/arguments.ts";
import type { StateDocument, StateResource } from "./state-document.ts";
import { declaredOf, instanceOf, replacementOf, runRecordOf, withHold } from "./versions.ts";

const CONTAINER = "docker:index/container:Container";

function urn(type: string, name: string): string {
  return `urn:pulumi:oracle1::bev::bev:service:Service$${type}::${name}`;
}

function args(version: string): ContainerArgs {
  const labels = [{ label: "bev.config-hash", value: version }];
  return { name: `bev_nginx_${version}`, image: `nginx:${version}`, labels } as ContainerArgs;
}

function container(version: string, more: Partial<StateResource> = {}): StateResource {
  return { urn: urn(CONTAINER, "nginx"), type: CONTAINER, inputs: { ...args(version) }, ...more };
}

function state(...resources: StateResource[]): StateDocument {
  const root = { urn: urn("pulumi:pulumi:Stack", "bev-oracle1"), type: "pulumi:pulumi:Stack" };
  return { resources: [{ ...root, outputs: { contract: "kept" } }, ...resources] };
}

const hold = {
  definition: "new",
  container: args("old"),
  reason: "it did not get live",
  since: "2026-11-21T12:00:00.000Z",
};

describe("replacementOf", () => {
  const step = (op: string, old?: object, next?: object) =>
    ({
      op,
      type: CONTAINER,
      urn: urn(CONTAINER, "nginx"),
      old: old && { inputs: old },
      new: next && { inputs: next },
    }) as unknown as StepEventMetadata;

  it("keeps the arguments before and after, without the provider's defaults", () => {
    const old = { ...args("old"), mustRun: true, __defaults: ["mustRun"] };
    const labels = [{ label: "bev.config-hash", value: "old", __defaults: [] }];
    expect(replacementOf(step("replace", { ...old, labels }, args("new")))).toEqual({
      instance: "nginx",
      before: args("old"),
      after: args("new"),
    });
  });

  it.each(["same", "refresh", "create", "delete"])("has none for a step that is %s", (op) => {
    expect(replacementOf(step(op, args("old"), args("new")))).toBeUndefined();
  });

  it("has none for a first container", () => {
    expect(replacementOf(step("replace", undefined, args("new")))).toBeUndefined();
  });
});

it("finds the instance of a gate as of a container", () => {
  expect(instanceOf(urn("command:local:Command", "nginx-live"))).toBe("nginx");
  expect(instanceOf(urn(CONTAINER, "nginx"))).toBe("nginx");
});

describe("withHold", () => {
  it("records the hold and leaves the other outputs alone", () => {
    const held = withHold(state(container("new")), "nginx", hold);
    expect(runRecordOf(held)).toEqual({ held: { nginx: hold }, previous: {}, rotated: {} });
    expect(held.resources?.[0]?.outputs?.["contract"]).toBe("kept");
    expect(held.resources?.[1]).toEqual(container("new"));
  });

  it("lets the former container that still runs and the refused one change roles", () => {
    const held = withHold(
      state(container("new"), container("old", { delete: true })),
      "nginx",
      hold,
    );
    expect(held.resources?.slice(1)).toEqual([
      container("new", { delete: true }),
      container("old", { delete: false }),
    ]);
  });
});

describe("declaredOf", () => {
  it("is what runs", () => {
    expect(declaredOf(state(container("new")), "nginx")).toEqual({
      definition: "new",
      image: "nginx:new",
    });
  });

  it("is what was refused, where the service is held back", () => {
    const held = withHold(state(container("old")), "nginx", hold);
    expect(declaredOf(held, "nginx")).toEqual({ definition: "new", image: "nginx:old" });
  });

  it("is nothing for a service that does not run", () => {
    expect(declaredOf(state(), "nginx")).toBeUndefined();
  });
});
