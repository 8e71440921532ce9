/** A stand-in of one resource, whose handler a test may change, called as gRPC calls it. */
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { Provider } from "../../stand-ins/kit/provider.ts";
import type { ProviderDefinition, ResourceHandler } from "../../stand-ins/kit/provider.ts";
import { resourceSchema } from "../../stand-ins/kit/schema.ts";
import { providerService } from "../../stand-ins/kit/service.ts";
import { encode } from "../../stand-ins/kit/values.ts";
import type { Properties } from "../../stand-ins/kit/values.ts";

const THING = "test:index:Thing";
export const urn = `urn:pulumi:stack::project::test:index:Parent$${THING}::name`;

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

/** Its create returns the inputs and a token. */
export class TestStandIn {
  handler: ResourceHandler = {
    schema,
    create: async (inputs) => ({ id: "1", outputs: { ...inputs, token: "x" } }),
  };

  call<Response>(method: string, request: unknown): Promise<Response> {
    const provider = new Provider(this.#definition(), { log: () => undefined });
    const implementation = providerService(provider)[method] as (
      call: { request: unknown },
      callback: (error: Error | null, response: Response) => void,
    ) => void;
    return new Promise((resolve, reject) =>
      implementation({ request }, (error, response) => (error ? reject(error) : resolve(response))),
    );
  }

  #definition(): ProviderDefinition {
    return {
      name: "test",
      version: "1.2.3",
      configSchema: { host: { willReplaceOnChanges: true }, port: {}, key: { secret: true } },
      configure: async () => undefined,
      resources: { [THING]: this.handler },
    };
  }
}

export function diffRequest(
  state: Properties,
  inputs: Properties,
  ignored: string[],
): proto.DiffRequest {
  const request = new proto.DiffRequest();
  request.setUrn(urn);
  request.setOlds(encode(state, new Set()));
  request.setNews(encode(inputs, new Set()));
  request.setIgnorechangesList(ignored);
  return request;
}
