/** Version 2 of the key-value engine: its configuration, and a secret. */
import type { Failure } from "../kit/schema.ts";
import { containsUnknown, isObject } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import type { Data } from "./client.ts";
import { PathId } from "./path-id.ts";
import type { PathResource, Wanted, Write } from "./path-resource.ts";
import { secondsOf, textOf } from "./values.ts";

export const kvBackend: PathResource = {
  token: "vault:kv/secretBackendV2:SecretBackendV2",
  notes: { computed: new Set(["casRequired", "maxVersions"]) },
  id: new PathId("{mount}/config"),
  deletedAt: false,
};

const DATA = new PathId("{mount}/data/{name}");
const METADATA = new PathId("{mount}/metadata/{name}");

export const kvSecret: PathResource = {
  token: "vault:kv/secretV2:SecretV2",
  notes: {
    defaults: { deleteAllVersions: false, disableRead: false },
    computed: new Set(["customMetadata"]),
    refused: new Set(["dataJsonWo", "dataJsonWoVersion"]),
  },
  id: DATA,
  own: [
    ...["cas", "customMetadata", "data", "dataJson", "deleteAllVersions", "disableRead"],
    ...["metadata", "options", "path"],
  ],
  check: ({ dataJson, disableRead }) => [
    ...dataFaults(dataJson),
    ...(disableRead === true
      ? [{ property: "disableRead", reason: "not implemented by this stand-in; leave it out" }]
      : []),
  ],
  writes: (_body, wanted) => [...dataWrites(wanted), ...metadataWrites(wanted)],
  async outputs(usual, { path, data, state, read }) {
    const secret = isObject(data["data"]) ? data["data"] : {};
    const metadata = await read(METADATA.of(usual));
    return {
      ...usual,
      path,
      data: asText(secret),
      dataJson: jsonOf(secret, state["dataJson"]),
      metadata: asText(isObject(data["metadata"]) ? data["metadata"] : {}),
      customMetadata: customMetadata(metadata ?? {}),
    };
  },
  deletedAt: (id, state) =>
    state["deleteAllVersions"] === true ? METADATA.of(DATA.parts(id, state)) : id,
};

function dataFaults(dataJson: Value | undefined): Failure[] {
  if (containsUnknown(dataJson)) return [];
  if (typeof dataJson !== "string") {
    return [{ property: "dataJson", reason: "missing required property" }];
  }
  const reason = "must be the JSON text of an object";
  try {
    return isObject(JSON.parse(dataJson) as Value) ? [] : [{ property: "dataJson", reason }];
  } catch {
    return [{ property: "dataJson", reason }];
  }
}

/** Each write is another version: one whose text alone changed means the same and is not written. */
function dataWrites({ path, inputs, state }: Wanted): Write[] {
  const data = JSON.parse(textOf(inputs["dataJson"])) as Value;
  const before = typeof state?.["dataJson"] === "string" ? state["dataJson"] : "null";
  if (canonical(JSON.parse(before) as Value) === canonical(data)) return [];
  const { cas, options } = inputs;
  const given = isObject(options) ? options : {};
  return [{ path, body: { data, options: { ...given, ...(cas !== undefined && { cas }) } } }];
}

function metadataWrites({ inputs, changed }: Wanted): Write[] {
  const wanted = inputs["customMetadata"];
  if (!isObject(wanted) || (changed && !changed.has("customMetadata"))) return [];
  const body = {
    max_versions: wanted["maxVersions"] ?? 0,
    cas_required: wanted["casRequired"] ?? false,
    delete_version_after: `${textOf(wanted["deleteVersionAfter"] ?? 0)}s`,
    custom_metadata: wanted["data"] ?? {},
  };
  return [{ path: METADATA.of(inputs), body }];
}

function customMetadata(metadata: Data): Properties {
  const after = metadata["delete_version_after"];
  return {
    maxVersions: metadata["max_versions"] ?? 0,
    casRequired: metadata["cas_required"] ?? false,
    deleteVersionAfter: typeof after === "string" ? (secondsOf(after) ?? 0) : 0,
    data: metadata["custom_metadata"] ?? {},
  };
}

function jsonOf(secret: Value, known: Value | undefined): string {
  const isKnown =
    typeof known === "string" && canonical(JSON.parse(known) as Value) === canonical(secret);
  return isKnown ? known : JSON.stringify(secret);
}

function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`,
  );
  return `{${members.sort().join(",")}}`;
}

/** The published provider tells each value as text. */
function asText(values: Record<string, Value>): Properties {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
