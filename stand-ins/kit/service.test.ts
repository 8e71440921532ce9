/** How the kit answers create, check and read. */
import { beforeEach, describe, expect, it } from "@jest/globals";
import grpc from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { TestStandIn, urn } from "../../test/kit/stand-in.ts";
import { InitFailed, ProviderError } from "./provider.ts";
import { decode, encode, UNKNOWN } from "./values.ts";
import type { Decoded, Properties } from "./values.ts";

let standIn: TestStandIn;
beforeEach(() => {
  standIn = new TestStandIn();
});

function createRequest(
  inputs: Properties,
  { secrets = [] as string[], preview = false, of = urn } = {},
): proto.CreateRequest {
  const request = new proto.CreateRequest();
  request.setUrn(of);
  request.setPreview(preview);
  request.setProperties(encode(inputs, new Set(secrets)));
  return request;
}

async function created(request: proto.CreateRequest): Promise<Decoded> {
  return decode((await standIn.call<proto.CreateResponse>("create", request)).getProperties());
}

describe("create", () => {
  it("marks as secret what came in secret and what the schema calls secret", async () => {
    const { secrets } = await created(
      createRequest({ name: "a", note: "b" }, { secrets: ["note"] }),
    );
    expect([...secrets].sort()).toEqual(["note", "token"]);
  });

  it.each([
    ["secret where an input is", ["note"], ["note", "size"]],
    ["plain where no input is secret", [], []],
  ])("makes an output that follows its inputs %s", async (_title, secrets, expected) => {
    standIn.handler.outputsFollowSecretInputs = true;
    standIn.handler.create = async (inputs) => ({ id: "1", outputs: { ...inputs, size: 1 } });
    const outputs = await created(createRequest({ name: "a", note: "b" }, { secrets }));
    expect([...outputs.secrets].sort()).toEqual(expected);
  });

  it("answers a preview with an unknown for each output yet to be", async () => {
    const { values } = await created(createRequest({ name: "a" }, { preview: true }));
    expect(values).toEqual({ name: "a", note: UNKNOWN, size: UNKNOWN, token: UNKNOWN });
  });

  it("refuses an input that is still unknown", async () => {
    await expect(created(createRequest({ name: UNKNOWN }))).rejects.toMatchObject({
      code: grpc.status.FAILED_PRECONDITION,
      details: "name: its value is still unknown",
    });
  });

  it.each<[string, unknown, string]>([
    ["a failure of the provider", new ProviderError("disk full"), "disk full"],
    ["a fault of the program", new TypeError("x is undefined"), "x is undefined"],
    ["what is no error at all", "thrown text", "thrown text"],
  ])("answers %s with a code that leaves the state known", async (_title, thrown, details) => {
    standIn.handler.create = () => {
      throw thrown;
    };
    await expect(created(createRequest({}))).rejects.toMatchObject({
      code: grpc.status.FAILED_PRECONDITION,
      details,
    });
  });

  it("keeps id and secrets of a resource that exists but failed to start", async () => {
    standIn.handler.create = () =>
      Promise.reject(new InitFailed("7", { token: "canary" }, "not healthy"));
    const error = await created(createRequest({ note: "b" }, { secrets: ["note"] })).catch(
      (caught: unknown) => caught as grpc.ServiceError,
    );
    const { code, metadata } = error as grpc.ServiceError;
    expect(code).toBe(grpc.status.UNKNOWN);
    const [packed] = metadata.get("grpc-status-details-bin") as Buffer[];
    const [any] = statusProto.Status.deserializeBinary(packed ?? new Uint8Array()).getDetailsList();
    const detail = proto.ErrorResourceInitFailed.deserializeBinary(
      any?.getValue_asU8() ?? new Uint8Array(),
    );
    expect(detail.getId()).toBe("7");
    expect(detail.getReasonsList()).toEqual(["not healthy"]);
    expect([...decode(detail.getProperties()).secrets]).toEqual(["token"]);
    expect([...decode(detail.getInputs()).secrets]).toEqual(["note"]);
  });

  it("names what the stand-in has when asked for another resource", async () => {
    const request = createRequest({}, { of: "urn:pulumi:s::p::test:index:Other::name" });
    await expect(created(request)).rejects.toMatchObject({
      details:
        "test:index:Other: not implemented by the test stand-in; it has test:index:Thing; " +
        "use the published plugin for others",
    });
  });
});

describe("check", () => {
  it("marks what came in secret, and what the schema calls secret though it came in plain", async () => {
    const request = new proto.CheckRequest();
    request.setUrn(urn);
    request.setNews(encode({ name: "a", note: "b", pin: "canary" }, new Set(["note"])));
    const inputs = decode((await standIn.call<proto.CheckResponse>("check", request)).getInputs());
    expect([...inputs.secrets].sort()).toEqual(["note", "pin"]);
  });
});

describe("read", () => {
  function read(inputs?: Properties): Promise<proto.ReadResponse> {
    const request = new proto.ReadRequest();
    request.setUrn(urn);
    request.setId("7");
    request.setProperties(encode({ note: "old" }, new Set(["note"])));
    if (inputs) request.setInputs(encode(inputs, new Set()));
    return standIn.call("read", request);
  }

  it("answers a refresh with the inputs it came with, even if there are none", async () => {
    standIn.handler.read = async () => ({ name: "real", note: "new" });
    standIn.handler.importInputs = ({ name }) => ({ name: name ?? null });
    const response = await read({});
    expect(decode(response.getInputs()).values).toEqual({});
    expect(decode(response.getProperties())).toEqual({
      values: { name: "real", note: "new" },
      secrets: new Set(["note"]),
    });
  });

  it("derives the inputs of an import from what is there", async () => {
    standIn.handler.read = async (id) => ({ name: `thing ${id}`, note: "new" });
    standIn.handler.importInputs = ({ name }) => ({ name: name ?? null });
    expect(decode((await read()).getInputs()).values).toEqual({ name: "thing 7" });
  });

  it("refuses an import of a resource that it cannot read", async () => {
    await expect(read()).rejects.toMatchObject({
      details: "test:index:Thing: import is not implemented by this stand-in",
    });
  });

  it("answers a refresh of a resource without a reader with the state", async () => {
    const response = await read({ name: "a" });
    expect(decode(response.getProperties()).values).toEqual({ note: "old" });
  });

  it("answers without an id when the resource is gone", async () => {
    standIn.handler.read = async () => undefined;
    expect((await read({ name: "a" })).getId()).toBe("");
  });
});

it("refuses functions by name", async () => {
  const request = new proto.InvokeRequest();
  request.setTok("test:index:getThing");
  await expect(standIn.call("invoke", request)).rejects.toMatchObject({
    code: grpc.status.FAILED_PRECONDITION,
    details: "test:index:getThing: functions are not implemented by this stand-in",
  });
});
