import { beforeEach, describe, expect, it } from "@jest/globals";
import grpc from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { InitFailed, Provider, ProviderError } from "./provider.ts";
import type { ProviderDefinition, ResourceHandler } from "./provider.ts";
import { resourceSchema } from "./schema.ts";
import { providerService } from "./service.ts";
import { decode, encode, UNKNOWN } from "./values.ts";
import type { Decoded, Properties } from "./values.ts";

const THING = "test:index:Thing";
const urn = `urn:pulumi:stack::project::test:index:Parent$${THING}::name`;

const schema = resourceSchema(
  {
    name: "test",
    types: {},
    resources: {
      [THING]: {
        inputProperties: {
          name: { type: "string", willReplaceOnChanges: true },
          note: {},
          pin: { secret: true },
        },
        properties: { name: {}, note: {}, size: {}, token: { secret: true } },
      },
    },
  },
  THING,
  { computed: new Set(["note"]) },
);

let handler: ResourceHandler;
const definition: ProviderDefinition = {
  name: "test",
  version: "1.2.3",
  configSchema: { host: { willReplaceOnChanges: true }, port: {}, key: { secret: true } },
  configure: async () => undefined,
  resources: {
    get [THING]() {
      return handler;
    },
  },
};

beforeEach(() => {
  handler = { schema, create: async (inputs) => ({ id: "1", outputs: { ...inputs, token: "x" } }) };
});

/** Calls a method as gRPC does. */
function call<Response>(method: string, request: unknown): Promise<Response> {
  const provider = new Provider(definition, { log: () => undefined });
  const implementation = providerService(provider)[method] as (
    call: { request: unknown },
    callback: (error: Error | null, response: Response) => void,
  ) => void;
  return new Promise((resolve, reject) =>
    implementation({ request }, (error, response) => (error ? reject(error) : resolve(response))),
  );
}

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
  return decode((await call<proto.CreateResponse>("create", request)).getProperties());
}

function diffRequest(state: Properties, inputs: Properties, ignored: string[]): proto.DiffRequest {
  const request = new proto.DiffRequest();
  request.setUrn(urn);
  request.setOlds(encode(state, new Set()));
  request.setNews(encode(inputs, new Set()));
  request.setIgnorechangesList(ignored);
  return request;
}

it("asks the resource itself for differences where it has a say", async () => {
  handler.diff = (state, inputs) =>
    state["note"] === inputs["note"]
      ? []
      : [{ path: "note.of", property: "note", kind: "update", replace: true }];
  const differences = async (note: string, ignored: string[]): Promise<string[]> => {
    const request = diffRequest({ name: "a", note: "b" }, { name: "c", note }, ignored);
    return (await call<proto.DiffResponse>("diff", request)).getReplacesList();
  };
  expect(await differences("b", [])).toEqual([]);
  expect(await differences("d", [])).toEqual(["note"]);
  expect(await differences("d", ["note"])).toEqual([]);
});

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
    handler.outputsFollowSecretInputs = true;
    handler.create = async (inputs) => ({ id: "1", outputs: { ...inputs, size: 1 } });
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
    handler.create = () => {
      throw thrown;
    };
    await expect(created(createRequest({}))).rejects.toMatchObject({
      code: grpc.status.FAILED_PRECONDITION,
      details,
    });
  });

  it("keeps id and secrets of a resource that exists but failed to start", async () => {
    handler.create = () => Promise.reject(new InitFailed("7", { token: "canary" }, "not healthy"));
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
    const inputs = decode((await call<proto.CheckResponse>("check", request)).getInputs());
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
    return call("read", request);
  }

  it("answers a refresh with the inputs it came with, even if there are none", async () => {
    handler.read = async () => ({ name: "real", note: "new" });
    handler.importInputs = ({ name }) => ({ name: name ?? null });
    const response = await read({});
    expect(decode(response.getInputs()).values).toEqual({});
    expect(decode(response.getProperties())).toEqual({
      values: { name: "real", note: "new" },
      secrets: new Set(["note"]),
    });
  });

  it("derives the inputs of an import from what is there", async () => {
    handler.read = async (id) => ({ name: `thing ${id}`, note: "new" });
    handler.importInputs = ({ name }) => ({ name: name ?? null });
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
    handler.read = async () => undefined;
    expect((await read({ name: "a" })).getId()).toBe("");
  });
});

describe("diff", () => {
  async function diff(
    state: Properties,
    inputs: Properties,
    ignored: string[] = [],
  ): Promise<proto.DiffResponse.AsObject> {
    const response = await call<proto.DiffResponse>("diff", diffRequest(state, inputs, ignored));
    return response.toObject();
  }

  it("names what replaces, and asks for the deletion first where the resource wants it", async () => {
    handler.deleteBeforeReplace = true;
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
    handler.deleteBeforeReplace = true;
    expect(await diff({ note: "a" }, { note: "b" })).toMatchObject({ deletebeforereplace: false });
  });

  it.each([
    [{ name: "b" }, false],
    [{ name: "b", note: "b" }, true],
  ])("lets the resource judge by the changes: to %j", async (inputs, expected) => {
    handler.deleteBeforeReplace = (changes) => changes.some(({ property }) => property === "note");
    expect(await diff({ name: "a" }, inputs)).toMatchObject({ deletebeforereplace: expected });
  });

  it("fails with the path of a change that the resource refuses, unless it is ignored", async () => {
    handler.refuseChange = ({ kind }, { name }) =>
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
    const response = await call<proto.UpdateResponse>("update", updateRequest(true));
    expect(decode(response.getProperties()).values).toEqual({
      name: "b",
      note: "computed",
      size: UNKNOWN,
      token: UNKNOWN,
    });
  });

  it("tells the handler which properties changed", async () => {
    handler.update = async ({ id, changed }) => ({ name: `${id} ${[...changed].join(",")}` });
    const response = await call<proto.UpdateResponse>("update", updateRequest(false));
    expect(decode(response.getProperties()).values).toEqual({ name: "7 name" });
  });

  it("refuses where the resource has no update", async () => {
    await expect(call("update", updateRequest(false))).rejects.toMatchObject({
      details: "test:index:Thing: this resource cannot be updated",
    });
  });
});

describe("the provider's own arguments", () => {
  it("are refused by name when the schema lacks them", async () => {
    const request = new proto.CheckRequest();
    request.setNews(encode({ version: "1", host: "h", hosst: "h" }, new Set()));
    const response = await call<proto.CheckResponse>("checkConfig", request);
    expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
      { property: "hosst", reason: "no such provider argument" },
    ]);
  });

  it("are secret where the schema says so", async () => {
    const request = new proto.CheckRequest();
    request.setNews(encode({ host: "h", key: "canary" }, new Set()));
    const response = await call<proto.CheckResponse>("checkConfig", request);
    expect([...decode(response.getInputs()).secrets]).toEqual(["key"]);
  });

  it("replace the provider where the schema says so", async () => {
    const request = diffRequest({ host: "a", port: "1" }, { host: "b", port: "2" }, []);
    const response = await call<proto.DiffResponse>("diffConfig", request);
    expect([response.getDiffsList(), response.getReplacesList()]).toEqual([
      ["host", "port"],
      ["host"],
    ]);
  });
});

it("refuses functions by name", async () => {
  const request = new proto.InvokeRequest();
  request.setTok("test:index:getThing");
  await expect(call("invoke", request)).rejects.toMatchObject({
    code: grpc.status.FAILED_PRECONDITION,
    details: "test:index:getThing: functions are not implemented by this stand-in",
  });
});
