/** The provider protocol on the wire: protobuf messages in, the provider's verbs, messages out. */
import grpc from "@grpc/grpc-js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { diffProperties } from "./diff.ts";
import type { Change } from "./diff.ts";
import { InitFailed } from "./provider.ts";
import type { Provider, ProviderDefinition } from "./provider.ts";
import { resourceSchema, secretNames } from "./schema.ts";
import type { Failure, ResourceSchema } from "./schema.ts";
import { decode, encode } from "./values.ts";
import type { Decoded, Properties } from "./values.ts";

type Handler = (request: never) => Promise<unknown>;

/** Implementation of `pulumirpc.ResourceProvider`. Absent methods answer UNIMPLEMENTED. */
export function providerService(provider: Provider): grpc.UntypedServiceImplementation {
  const { definition } = provider;
  const configuration = providerArguments(definition);
  const methods: Record<string, Handler> = {
    getPluginInfo: async () => {
      const info = new pluginProto.PluginInfo();
      info.setVersion(definition.version);
      return info;
    },
    checkConfig: async (request: proto.CheckRequest) => {
      const news = decode(request.getNews());
      const failures = unknownNames(news.values, definition.configSchema);
      const secrets = new Set([...news.secrets, ...secretNames(configuration)]);
      return checkResponse(news.values, secrets, failures);
    },
    diffConfig: async (request: proto.DiffRequest) => {
      const olds = decode(request.getOlds()).values;
      return diffResponse(diffProperties(configuration, olds, decode(request.getNews()).values));
    },
    configure: async (request: proto.ConfigureRequest) => {
      await definition.configure(decode(request.getArgs()).values);
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      return response;
    },
    getSchema: async () => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: definition.name, version: definition.version }));
      return response;
    },
    invoke: async (request: proto.InvokeRequest) => {
      throw refusal(`${request.getTok()}: functions are not implemented by this stand-in`);
    },
    check: async (request: proto.CheckRequest) => {
      const news = decode(request.getNews());
      const token = typeOf(request.getUrn());
      const { inputs, failures } = provider.check(token, news.values);
      return checkResponse(inputs, secretInputs(provider, token, news), failures);
    },
    diff: async (request: proto.DiffRequest) => {
      const token = typeOf(request.getUrn());
      const state = decode(request.getOlds()).values;
      const inputs = decode(request.getNews()).values;
      const changes = provider.diff(token, state, inputs, request.getIgnorechangesList());
      const { deleteBeforeReplace: first } = provider.handler(token);
      return diffResponse(changes, typeof first === "function" ? first(changes) : first);
    },
    create: async (request: proto.CreateRequest) => {
      const token = typeOf(request.getUrn());
      const inputs = decode(request.getProperties());
      const secrets = secretOutputs(provider, token, inputs);
      const response = new proto.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(encode(provider.preview(token, inputs.values), secrets));
        return response;
      }
      const created = await provider
        .create(token, inputs.values, callOf(request))
        .catch((error: unknown) => rethrowInitFailed(error, inputs, secrets));
      response.setId(created.id);
      response.setProperties(encode(created.outputs, secrets));
      return response;
    },
    read: async (request: proto.ReadRequest) => {
      const token = typeOf(request.getUrn());
      const state = decode(request.getProperties());
      const inputs = decode(request.getInputs());
      const call = { urn: request.getUrn(), timeout: 0 };
      const known = request.hasInputs() ? inputs.values : undefined;
      const found = await provider.read(token, request.getId(), state.values, known, call);
      const response = new proto.ReadResponse();
      if (!found) return response;
      response.setId(request.getId());
      response.setProperties(encode(found.outputs, secretOutputs(provider, token, inputs, state)));
      response.setInputs(encode(found.inputs, secretInputs(provider, token, inputs)));
      return response;
    },
    update: async (request: proto.UpdateRequest) => {
      const token = typeOf(request.getUrn());
      const state = decode(request.getOlds());
      const news = decode(request.getNews());
      const secrets = secretOutputs(provider, token, news);
      const response = new proto.UpdateResponse();
      const outputs = request.getPreview()
        ? provider.preview(token, news.values, state.values)
        : await provider.update(token, request.getId(), state.values, news.values, callOf(request));
      response.setProperties(encode(outputs, secrets));
      return response;
    },
    delete: async (request: proto.DeleteRequest) => {
      const state = decode(request.getProperties()).values;
      await provider.delete(typeOf(request.getUrn()), request.getId(), state, callOf(request));
      return new emptyProto.Empty();
    },
    cancel: async () => {
      provider.cancel();
      return new emptyProto.Empty();
    },
  };
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, unary(method)]));
}

function unary(method: Handler): grpc.handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    method(call.request as never).then(
      (response) => callback(null, response),
      (error: unknown) => callback(asServiceError(error)),
    );
  };
}

/** UNKNOWN, INTERNAL and DATA_LOSS tell the engine that the resource's state is lost. */
function asServiceError(error: unknown): Partial<grpc.ServiceError> {
  if (error instanceof Error && "metadata" in error) return error as Partial<grpc.ServiceError>;
  return refusal(error instanceof Error ? error.message : String(error));
}

function refusal(message: string): Error & Partial<grpc.ServiceError> {
  return Object.assign(new Error(message), {
    code: grpc.status.FAILED_PRECONDITION,
    details: message,
  });
}

function rethrowInitFailed(error: unknown, inputs: Decoded, secrets: ReadonlySet<string>): never {
  if (!(error instanceof InitFailed)) throw error;
  const detail = new proto.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(encode(error.outputs, secrets));
  detail.setInputs(encode(inputs.values, inputs.secrets));
  detail.setReasonsList([error.message]);
  const packed = new anyProto.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusProto.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.setDetailsList([packed]);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  throw Object.assign(new Error(error.message), { code: grpc.status.UNKNOWN, metadata });
}

function secretOutputs(
  provider: Provider,
  token: string,
  inputs: Decoded,
  state?: Decoded,
): Set<string> {
  const { schema, outputsFollowSecretInputs } = provider.handler(token);
  const secrets = new Set([...secretInputs(provider, token, inputs), ...(state?.secrets ?? [])]);
  for (const name of Object.keys(schema.properties)) {
    const isInput = name in schema.inputProperties;
    if (outputsFollowSecretInputs && inputs.secrets.size > 0 && !isInput) secrets.add(name);
  }
  return secrets;
}

/** What came in secret, and what the schema calls so: the program may have passed it in plain. */
function secretInputs(provider: Provider, token: string, { secrets }: Decoded): Set<string> {
  return new Set([...secrets, ...secretNames(provider.handler(token).schema)]);
}

function providerArguments({ name, configSchema }: ProviderDefinition): ResourceSchema {
  const facts = { inputProperties: configSchema, properties: {} };
  return resourceSchema({ name, types: {}, resources: { provider: facts } }, "provider");
}

function unknownNames(values: Properties, schema: Record<string, unknown>): Failure[] {
  return Object.keys(values)
    .filter((name) => name !== "version" && !name.startsWith("__") && !(name in schema))
    .map((name) => ({ property: name, reason: "no such provider argument" }));
}

function checkResponse(
  inputs: Properties,
  secrets: ReadonlySet<string>,
  failures: Failure[],
): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(encode(inputs, secrets));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new proto.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function diffResponse(changes: Change[], deleteBeforeReplace = false): proto.DiffResponse {
  const { DiffChanges } = proto.DiffResponse;
  const response = new proto.DiffResponse();
  response.setChanges(changes.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setDiffsList([...new Set(changes.map((change) => change.property))]);
  const replaced = changes.filter((change) => change.replace);
  response.setReplacesList([...new Set(replaced.map((change) => change.property))]);
  response.setDeletebeforereplace(deleteBeforeReplace && replaced.length > 0);
  response.setHasdetaileddiff(true);
  for (const change of changes) {
    const detail = new proto.PropertyDiff();
    detail.setKind(kindOf(change));
    response.getDetaileddiffMap().set(change.path, detail);
  }
  return response;
}

function kindOf({ kind, replace }: Change): proto.PropertyDiff.Kind {
  const { Kind } = proto.PropertyDiff;
  const kinds = {
    add: replace ? Kind.ADD_REPLACE : Kind.ADD,
    update: replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
    delete: replace ? Kind.DELETE_REPLACE : Kind.DELETE,
  };
  return kinds[kind];
}

function callOf(request: { getUrn(): string; getTimeout(): number }): {
  urn: string;
  timeout: number;
} {
  return { urn: request.getUrn(), timeout: request.getTimeout() };
}

/** The resource's own type: the last part of the URN's parent chain. */
function typeOf(urn: string): string {
  const chain = urn.split("::")[2] ?? "";
  return chain.slice(chain.lastIndexOf("$") + 1);
}
