/** What Vault lists as a whole: engines, login methods and audit devices, each at a path of its own. */
import { InitFailed, ProviderError, reasonOf } from "../kit/provider.ts";
import type { Operation, ResourceHandler } from "../kit/provider.ts";
import { inputsOf, resourceSchema } from "../kit/schema.ts";
import type { PackageFacts, ResourceNotes, ResourceSchema } from "../kit/schema.ts";
import { isObject, isZero } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import { VaultError } from "./client.ts";
import type { Data, VaultClient } from "./client.ts";
import { bodyOf, duration, outputsOf, snakeCase, textOf } from "./values.ts";

interface Listed {
  token: string;
  notes: ResourceNotes;
  /** Where Vault lists them; one is made, and removed, below it. */
  list: string;
  /** The request that makes one. */
  create: (inputs: Properties, schema: ResourceSchema) => Data;
  /** Below its path; undefined for what Vault cannot change. */
  update?: (change: { inputs: Properties; state: Properties }, schema: ResourceSchema) => Data;
  outputs: (entry: Data, state: Properties, schema: ResourceSchema) => Properties;
}

/** The edition without a licence has none of these. */
const LICENSED = ["identityTokenKey", "namespace"];

/** Fields of an engine's configuration, under the same names. */
const LISTS = [
  ...["allowedResponseHeaders", "auditNonHmacRequestKeys", "auditNonHmacResponseKeys"],
  ...["delegatedAuthAccessors", "passthroughRequestHeaders"],
];

const mount: Listed = {
  token: "vault:index/mount:Mount",
  notes: {
    computed: new Set([
      ...["auditNonHmacRequestKeys", "auditNonHmacResponseKeys", "defaultLeaseTtlSeconds"],
      ...["maxLeaseTtlSeconds", "pluginVersion"],
    ]),
    refused: new Set([...LICENSED, "allowedManagedKeys", "externalEntropyAccess", "sealWrap"]),
  },
  list: "sys/mounts",
  create: (inputs, schema) => ({
    ...bodyOf(schema, inputs, ["type", "description", "local", "options"]),
    config: {
      ...leases(inputs),
      ...bodyOf(schema, inputs, [...LISTS, "forceNoCache", "listingVisibility", "pluginVersion"]),
    },
  }),
  update: ({ inputs, state }, schema) => ({
    ...leases(inputs),
    ...bodyOf(schema, inputs, [...LISTS, "description", "listingVisibility", "pluginVersion"]),
    ...(isSame(inputs["options"], state["options"]) ? {} : bodyOf(schema, inputs, ["options"])),
  }),
  outputs(entry, state, schema) {
    const { default_lease_ttl: first, max_lease_ttl: most } = configOf(entry);
    const lists = Object.fromEntries(LISTS.map((name) => [name, []]));
    return {
      ...outputsOf(schema, entry, ["accessor", "description", "local", "pluginVersion"], { state }),
      ...lists,
      listingVisibility: "",
      ...outputsOf(schema, configOf(entry), [...LISTS, "forceNoCache", "listingVisibility"], {
        state,
      }),
      ...engineOf(entry, state),
      defaultLeaseTtlSeconds: first ?? 0,
      maxLeaseTtlSeconds: most ?? 0,
    };
  },
};

/** Vault tells an engine by the alias kv-v2 as kv, with its version among the options. */
function engineOf({ type, options }: Data, state: Properties): Properties {
  const given = isObject(options) ? options : {};
  const asked = isObject(state["options"]) ? state["options"] : {};
  const { version, ...others } = given;
  const isAlias = type === "kv" && version === "2" && state["type"] === "kv-v2";
  const isKept = version !== undefined && (!isAlias || "version" in asked);
  return {
    type: isAlias ? "kv-v2" : (type ?? ""),
    options: isKept ? given : others,
  };
}

function leases({ defaultLeaseTtlSeconds: first, maxLeaseTtlSeconds: most }: Properties): Data {
  return {
    ...(!isZero(first) && { default_lease_ttl: `${textOf(first)}s` }),
    ...(!isZero(most) && { max_lease_ttl: `${textOf(most)}s` }),
  };
}

/** Fields of a login method's tune, with their defaults. */
const TUNE: Readonly<Record<string, Value>> = {
  allowedResponseHeaders: [],
  auditNonHmacRequestKeys: [],
  auditNonHmacResponseKeys: [],
  defaultLeaseTtl: "0",
  listingVisibility: "",
  maxLeaseTtl: "0",
  passthroughRequestHeaders: [],
  tokenType: "default-service",
};

const authBackend: Listed = {
  token: "vault:index/authBackend:AuthBackend",
  notes: {
    defaults: { disableRemount: false },
    computed: new Set(["path", "tune"]),
    refused: new Set(LICENSED),
  },
  list: "sys/auth",
  create: (inputs, schema) => ({
    ...bodyOf(schema, inputs, ["type", "description", "local"]),
    config: tuneBody(inputs["tune"], undefined),
  }),
  update: ({ inputs, state }, schema) => ({
    ...bodyOf(schema, inputs, ["description"]),
    ...tuneBody(inputs["tune"], state["tune"]),
  }),
  outputs: (entry, state, schema) => ({
    ...outputsOf(schema, entry, ["accessor", "description", "local", "type"], { state }),
    tune: tuneOutputs(configOf(entry), state["tune"]),
  }),
};

/** Each member that the program sets; what it set before goes back to what it was. */
function tuneBody(wanted: Value | undefined, before: Value | undefined): Data {
  const given = isObject(wanted) ? wanted : {};
  const had = isObject(wanted) && isObject(before) ? before : {};
  return Object.fromEntries(
    Object.entries(TUNE)
      .filter(([name]) => !isZero(given[name]) || !isZero(had[name]))
      .map(([name, unset]) => [snakeCase(name), isZero(given[name]) ? unset : (given[name] ?? "")]),
  );
}

function tuneOutputs(config: Data, known: Value | undefined): Properties {
  const asked = isObject(known) ? known : {};
  const told = Object.entries(TUNE).map(([name, unset]) => {
    const value = config[snakeCase(name)] ?? unset;
    const isLease = typeof value === "number";
    return [name, isLease ? duration(value, asked[name]) : value] as const;
  });
  return Object.fromEntries(
    told.filter(([name, value]) => name in asked || !isSame(value, TUNE[name])),
  );
}

const audit: Listed = {
  token: "vault:index/audit:Audit",
  notes: { computed: new Set(["path"]), refused: new Set(["namespace"]) },
  list: "sys/audit",
  create: (inputs, schema) => bodyOf(schema, inputs, ["type", "description", "local", "options"]),
  outputs: (entry, state, schema) =>
    outputsOf(schema, entry, ["type", "description", "local", "options"], { state }),
};

export const listed = [mount, authBackend, audit];

export function listedResource(
  facts: PackageFacts,
  client: VaultClient,
  { token, notes, list, create, update, outputs }: Listed,
): ResourceHandler {
  const schema = resourceSchema(facts, token, notes);
  const read = async (
    id: string,
    state: Properties,
    { signal }: Operation,
  ): Promise<Properties | undefined> => {
    const entry = (await client.read(list, signal))?.[`${id}/`];
    if (!isObject(entry)) return undefined;
    return { ...state, path: state["path"] ?? id, ...outputs(entry, state, schema) };
  };
  return {
    schema,
    // Moved in place it would keep its old id, under which nobody would find it again.
    refuseChange: ({ property }) =>
      property === "path" && update
        ? "moving is not implemented by this stand-in; use the published plugin, or keep the path"
        : undefined,
    importInputs: (outputs) => inputsOf(schema, outputs),
    read,
    async create(inputs, operation) {
      const id = trimmed(inputs["path"] ?? inputs["type"]);
      await client.write(`${list}/${id}`, create(inputs, schema), operation.signal).catch(explain);
      const own = { path: id, ...inputs };
      try {
        return { id, outputs: (await read(id, own, operation)) ?? own };
      } catch (error) {
        throw new InitFailed(id, own, reasonOf(error));
      }
    },
    ...(update && {
      async update({ id, state, inputs }, operation) {
        await client.write(
          `${list}/${id}/tune`,
          update({ inputs, state }, schema),
          operation.signal,
        );
        const own = { path: id, ...inputs };
        return (await read(id, own, operation)) ?? own;
      },
    }),
    async delete(id, _state, { signal }) {
      await client.remove(`${list}/${id}`, signal);
    },
  };
}

/** @throws the error, with what to do about a path that is taken */
function explain(error: unknown): never {
  if (!(error instanceof VaultError) || !error.said.includes("already in use")) throw error;
  throw new ProviderError(
    `${error.message}; import what is there, or set deleteBeforeReplace where the program replaces it`,
  );
}

function configOf({ config }: Data): Data {
  return isObject(config) ? config : {};
}

function isSame(one: Value | undefined, other: Value | undefined): boolean {
  return (isZero(one) && isZero(other)) || JSON.stringify(one) === JSON.stringify(other);
}

function trimmed(path: Value | undefined): string {
  return textOf(path).replace(/^\/+|\/+$/g, "");
}
