/** How the kit answers diff and update, and what it says of the provider's own arguments. */
import { beforeEach, describe, expect, it } from "@jest/globals";
import grpc from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { diffRequest, TestStandIn, urn } from "../../test/kit/stand-in.ts";
import { decode, encode, UNKNOWN } from "./values.ts";
import type { Properties } from "./values.ts";

let standIn: TestStandIn;
beforeEach(() => {
  standIn = new TestStandIn();
});

it("asks the resource itself for differences where it has a say", async () => {
  standIn.handler.diff = (state, inputs) =>
    state["note"] === inputs["note"]
      ? []
      : [{ path: "note.of", property: "note", kind: "update", replace: true }];
  const differences = async (note: string, ignored: string[]): Promise<string[]> => {
    const request = diffRequest({ name: "a", note: "b" }, { name: "c", note }, ignored);
    return (await standIn.call<proto.DiffResponse>("diff", request)).getReplacesList();
  };
  expect(await differences("b", [])).toEqual([]);
  expect(await differences("d", [])).toEqual(["note"]);
  expect(await differences("d", ["note"])).toEqual([]);
});

describe("diff", () => {
  async function diff(
    state: Properties,
    inputs: Properties,
    ignored: string[] = [],
  ): Promise<proto.DiffResponse.AsObject> {
    const response = await standIn.call<proto.DiffResponse>(
      "diff",
      diffRequest(state, inputs, ignored),
    );
    return response.toObject();
  }

  it("names what replaces, and asks for the deletion first where the resource wants it", async () => {
    standIn.handler.deleteBeforeReplace = true;
    const found = await diff({ name: "a", note: "a" }, { name: "b", note: "b" });
    expect(found).toMatchObject({
      changes: proto.DiffResponse.DiffChanges.DIFF_SOME,
      diffsList: ["name", "note"],
      replacesList: ["name"],
      deletebeforereplace: true,
    });
    expect(found.detaileddiffMap.map(([path, { kind }]) => [path, kind])).toEqual([
      ["name", proto.PropertyDiff.Kind.UPDATE_REPLACE],
      ["note", proto.PropertyDiff.Kind.UPDATE],
    ]);
  });

  it("does not ask for the deletion first when nothing replaces", async () => {
    standIn.handler.deleteBeforeReplace = true;
    expect(await diff({ note: "a" }, { note: "b" })).toMatchObject({ deletebeforereplace: false });
  });

  it.each([
    [{ name: "b" }, false],
    [{ name: "b", note: "b" }, true],
  ])("lets the resource judge by the changes: to %j", async (inputs, expected) => {
    standIn.handler.deleteBeforeReplace = (changes) =>
      changes.some(({ property }) => property === "note");
    expect(await diff({ name: "a" }, inputs)).toMatchObject({ deletebeforereplace: expected });
  });

  it("fails with the path of a change that the resource refuses, unless it is ignored", async () => {
    standIn.handler.refuseChange = ({ kind }, { name }) =>
      kind === "update" ? `${name as string} stays` : undefined;
    await expect(diff({ name: "a" }, { name: "b" })).rejects.toMatchObject({
      code: grpc.status.FAILED_PRECONDITION,
      details: "name: a stays",
    });
    expect(await diff({ name: "a" }, { name: "b" }, ["name"])).toMatchObject({ diffsList: [] });
    expect(await diff({ name: "a" }, { name: "a", note: "b" })).toMatchObject({
      diffsList: ["note"],
    });
  });

  it("leaves ignored changes out", async () => {
    expect(await diff({ name: "a" }, { name: "b" }, ["name"])).toMatchObject({
      changes: proto.DiffResponse.DiffChanges.DIFF_NONE,
      diffsList: [],
    });
  });
});

describe("update", () => {
  function updateRequest(preview: boolean): proto.UpdateRequest {
    const request = new proto.UpdateRequest();
    request.setUrn(urn);
    request.setId("7");
    request.setPreview(preview);
    request.setOlds(encode({ name: "a", note: "computed", size: 1, token: "x" }, new Set()));
    request.setNews(encode({ name: "b" }, new Set()));
    return request;
  }

  it("previews computed inputs as they are and other outputs as unknown", async () => {
    const response = await standIn.call<proto.UpdateResponse>("update", updateRequest(true));
    expect(decode(response.getProperties()).values).toEqual({
      name: "b",
      note: "computed",
      size: UNKNOWN,
      token: UNKNOWN,
    });
  });

  it("tells the handler which properties changed", async () => {
    standIn.handler.update = async ({ id, changed }) => ({
      name: `${id} ${[...changed].join(",")}`,
    });
    const response = await standIn.call<proto.UpdateResponse>("update", updateRequest(false));
    expect(decode(response.getProperties()).values).toEqual({ name: "7 name" });
  });

  it("refuses where the resource has no update", async () => {
    await expect(standIn.call("update", updateRequest(false))).rejects.toMatchObject({
      details: "test:index:Thing: this resource cannot be updated",
    });
  });
});

describe("the provider's own arguments", () => {
  it("are refused by name when the schema lacks them", async () => {
    const request = new proto.CheckRequest();
    request.setNews(encode({ version: "1", host: "h", hosst: "h" }, new Set()));
    const response = await standIn.call<proto.CheckResponse>("checkConfig", request);
    expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
      { property: "hosst", reason: "no such provider argument" },
    ]);
  });

  it("are secret where the schema says so", async () => {
    const request = new proto.CheckRequest();
    request.setNews(encode({ host: "h", key: "canary" }, new Set()));
    const response = await standIn.call<proto.CheckResponse>("checkConfig", request);
    expect([...decode(response.getInputs()).secrets]).toEqual(["key"]);
  });

  it("replace the provider where the schema says so", async () => {
    const request = diffRequest({ host: "a", port: "1" }, { host: "b", port: "2" }, []);
    const response = await standIn.call<proto.DiffResponse>("diffConfig", request);
    expect([response.getDiffsList(), response.getReplacesList()]).toEqual([
      ["host", "port"],
      ["host"],
    ]);
  });
});
