/** The Transit key resource: a key with which Vault encrypts. */
import { isObject } from "../kit/values.ts";
import type { Value } from "../kit/values.ts";
import { PathId } from "./path-id.ts";
import type { PathResource } from "./path-resource.ts";
import { textOf } from "./values.ts";

/** Given with the key itself; the rest is its configuration, which may change. */
const OF_THE_KEY = ["convergent_encryption", "derived", "type", "key_size"];

/** Vault never takes them back. */
const FOR_EVER = ["allowPlaintextBackup", "exportable"];

const FIXED = ["keySize"];

export const transitKey: PathResource = {
  token: "vault:transit/secretBackendKey:SecretBackendKey",
  notes: {
    defaults: { minDecryptionVersion: 1, type: "aes256-gcm96" },
    computed: new Set(["autoRotatePeriod"]),
    refused: new Set([
      ...["context", "hybridKeyTypeEc", "hybridKeyTypePqc", "managedKeyId", "managedKeyName"],
      "parameterSet",
    ]),
  },
  id: new PathId("{backend}/keys/{name}"),
  own: ["keys"],
  check: ({ minDecryptionVersion: version }) =>
    typeof version === "number" && version < 1
      ? [{ property: "minDecryptionVersion", reason: `must be at least 1, got ${String(version)}` }]
      : [],
  refuseChange({ property, kind }) {
    if (FIXED.includes(property)) return "Vault fixes it when it makes the key";
    if (kind !== "delete" || !FOR_EVER.includes(property)) return undefined;
    return "Vault never takes it back; give the key another name";
  },
  writes(body, { path, changed }) {
    const entries = Object.entries(body);
    const key = entries.filter(([name]) => OF_THE_KEY.includes(name));
    const configuration = entries.filter(([name]) => !OF_THE_KEY.includes(name));
    return [
      ...(changed ? [] : [{ path, body: Object.fromEntries(key) }]),
      { path: `${path}/config`, body: Object.fromEntries(configuration) },
    ];
  },
  outputs: (usual, { data }) => ({ ...usual, keys: keysOf(data["keys"]) }),
};

/** For a symmetric key Vault shows when each version was made, for another its public part too. */
function keysOf(keys: Value | undefined): Value[] {
  return Object.values(isObject(keys) ? keys : {}).map((version) => {
    if (!isObject(version)) return { id: textOf(version) };
    return Object.fromEntries(
      Object.entries(version).map(([name, value]) => [name, textOf(value)]),
    );
  });
}
