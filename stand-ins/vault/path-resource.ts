/** A resource of Vault that is written to a path, read from it and deleted there, as most are. */
import { InitFailed, reasonOf } from "../kit/provider.ts";
import type { Operation, ResourceHandler } from "../kit/provider.ts";
import { inputsOf, mustBeNamed, resourceSchema } from "../kit/schema.ts";
import type { Failure, PackageFacts, ResourceNotes, ResourceSchema } from "../kit/schema.ts";
import type { Properties } from "../kit/values.ts";
import type { Data, VaultClient } from "./client.ts";
import type { PathId } from "./path-id.ts";
import { bodyOf, outputsOf } from "./values.ts";
import type { Renamed } from "./values.ts";

export interface Write {
  path: string;
  body: Data;
}

/** `state` and `changed` are those of an update; a new resource has neither. */
export interface Wanted {
  path: string;
  inputs: Properties;
  schema: ResourceSchema;
  state?: Properties;
  changed?: ReadonlySet<string>;
}

export interface Found {
  path: string;
  data: Data;
  /** As far as it is known; of an import nothing. */
  state: Properties;
  read: (path: string) => Promise<Data | undefined>;
}

export interface PathResource {
  token: string;
  notes?: ResourceNotes;
  id: PathId;
  /** Where Vault has it; the id itself unless this says otherwise. */
  pathOf?: (id: string) => string;
  /** Inputs that Vault neither takes nor tells under their own name: `writes` and `outputs` see to them. */
  own?: readonly string[];
  renamed?: Renamed;
  check?: (inputs: Properties) => Failure[];
  refuseChange?: ResourceHandler["refuseChange"];
  /** Requests in their order, given the usual body; that alone, to the path, unless this says otherwise. */
  writes?: (body: Data, wanted: Wanted) => Write[];
  /** What else is known of it, besides what Vault tells under the usual names. */
  outputs?: (usual: Properties, found: Found) => Properties | Promise<Properties>;
  /** Where it is deleted; false for what Vault keeps. */
  deletedAt?: ((id: string, state: Properties) => string) | false;
}

/** In the edition without a licence there are no namespaces. */
const REFUSED = "namespace";

export function pathResource(
  facts: PackageFacts,
  client: VaultClient,
  resource: PathResource,
): ResourceHandler {
  const { id: pathId, own = [], renamed = {} } = resource;
  const schema = resourceSchema(facts, resource.token, {
    ...resource.notes,
    refused: new Set([REFUSED, ...(resource.notes?.refused ?? [])]),
  });
  const pathOf = resource.pathOf ?? ((id: string) => id);
  const names = Object.keys({ ...schema.inputProperties, ...schema.properties }).filter(
    (name) => ![...pathId.names, ...own].includes(name) && !schema.refused.has(name),
  );
  const inputNames = names.filter((name) => name in schema.inputProperties);

  const read = async (
    id: string,
    state: Properties,
    { signal }: Operation,
  ): Promise<Properties | undefined> => {
    const parts = pathId.parts(id, state);
    const path = pathOf(id);
    const data = await client.read(path, signal);
    if (!data) return undefined;
    const usual = { ...state, ...parts, ...outputsOf(schema, data, names, { renamed, state }) };
    const found = { path, data, state, read: (at: string) => client.read(at, signal) };
    return resource.outputs?.(usual, found) ?? usual;
  };

  const requests = (wanted: Wanted): Write[] => {
    const body = bodyOf(schema, wanted.inputs, inputNames, renamed);
    return resource.writes?.(body, wanted) ?? [{ path: wanted.path, body }];
  };

  return {
    schema,
    deleteBeforeReplace: (changes) =>
      "name" in schema.inputProperties && !changes.some(({ property }) => property === "name"),
    check: (inputs) => [
      ...(pathId.names.includes("name") ? mustBeNamed(inputs) : []),
      ...(resource.check?.(inputs) ?? []),
    ],
    ...(resource.refuseChange && { refuseChange: resource.refuseChange }),
    importInputs: (outputs) => inputsOf(schema, outputs),
    read,
    async create(inputs, operation) {
      const { signal } = operation;
      const id = pathId.of(inputs);
      const wanted = { path: pathOf(id), inputs, schema };
      const [first, ...others] = requests(wanted);
      if (first) await client.write(first.path, first.body, signal);
      try {
        for (const { path, body } of others) await client.write(path, body, signal);
        return { id, outputs: (await read(id, inputs, operation)) ?? inputs };
      } catch (error) {
        throw new InitFailed(id, inputs, reasonOf(error));
      }
    },
    async update({ id, state, inputs, changed }, operation) {
      for (const { path, body } of requests({ path: pathOf(id), inputs, schema, state, changed })) {
        await client.write(path, body, operation.signal);
      }
      const outputs = { ...computedOf(schema, state), ...inputs };
      return (await read(id, outputs, operation)) ?? outputs;
    },
    async delete(id, state, { signal }) {
      if (resource.deletedAt === false) return;
      await client.remove(resource.deletedAt?.(id, state) ?? pathOf(id), signal);
    },
  };
}

/** What a state has and no input says: an update keeps it where Vault does not say it again. */
function computedOf({ inputProperties, computed }: ResourceSchema, state: Properties): Properties {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !(name in inputProperties) || computed.has(name)),
  );
}
