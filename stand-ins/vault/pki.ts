/** The engine that issues certificates: its root, roles and the addresses it writes into them. */
import type { Operation, ResourceHandler } from "../kit/provider.ts";
import { inputsOf, resourceSchema } from "../kit/schema.ts";
import type { Failure, PackageFacts } from "../kit/schema.ts";
import { isZero, UNKNOWN } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import { VaultError } from "./client.ts";
import type { Data, VaultClient } from "./client.ts";
import { PathId } from "./path-id.ts";
import type { PathResource } from "./path-resource.ts";
import { bodyOf, duration, secondsOf, textOf } from "./values.ts";

export const pkiUrls: PathResource = {
  token: "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls",
  id: new PathId("{backend}/config/urls"),
  deletedAt: false,
};

/** Singular in Vault. */
const SINGULAR = {
  countries: "country",
  extKeyUsageOids: "ext_key_usage_oids",
  extKeyUsages: "ext_key_usage",
  keyUsages: "key_usage",
  localities: "locality",
  organizationUnit: "ou",
  organizations: "organization",
  postalCodes: "postal_code",
  provinces: "province",
  streetAddresses: "street_address",
};

export const pkiRole: PathResource = {
  token: "vault:pkiSecret/secretBackendRole:SecretBackendRole",
  notes: {
    defaults: {
      allowIpSans: true,
      allowLocalhost: true,
      allowWildcardCertificates: true,
      clientFlag: true,
      enforceHostnames: true,
      keyBits: 2048,
      keyType: "rsa",
      requireCn: true,
      serverFlag: true,
      useCsrCommonName: true,
      useCsrSans: true,
    },
    sets: new Set(["cnValidations"]),
    computed: new Set([
      ...["cnValidations", "issuerRef", "keyUsages", "maxTtl", "notBeforeDuration"],
      ...["serialNumberSource", "signatureBits", "ttl"],
    ]),
    // Blocks with a notice, and what the edition with a licence alone has.
    refused: new Set(["noStoreMetadata", "policyIdentifier"]),
  },
  id: new PathId("{backend}/roles/{name}"),
  own: ["notBeforeDuration"],
  renamed: SINGULAR,
  check: ({ keyType }) => oneOf("keyType", keyType, ["rsa", "ec", "ed25519", "any"]),
  writes: (body, { path, inputs: { notBeforeDuration: before } }) => [
    { path, body: isZero(before) ? body : { ...body, not_before_duration: before ?? "" } },
  ],
  outputs: (usual, { data, state }) => {
    const seconds = Number(data["not_before_duration"] ?? 0);
    const known = state["notBeforeDuration"];
    const isKnown = typeof known === "string" && secondsOf(known) === seconds;
    return { ...usual, notBeforeDuration: isKnown ? known : `${duration(seconds, undefined)}s` };
  },
};

const ROOT = "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert";

/** A request names them in one text, with commas. */
const LISTS = [
  ...["altNames", "excludedDnsDomains", "excludedEmailAddresses", "excludedIpRanges"],
  ...["excludedUriDomains", "ipSans", "otherSans", "permittedDnsDomains"],
  ...["permittedEmailAddresses", "permittedIpRanges", "permittedUriDomains", "uriSans"],
];

/** A certificate is made once: what may differ without another is not applied to it. */
export function rootCertificate(facts: PackageFacts, client: VaultClient): ResourceHandler {
  const schema = resourceSchema(facts, ROOT, {
    defaults: {
      format: "pem",
      keyBits: 2048,
      keyType: "rsa",
      maxPathLength: -1,
      privateKeyFormat: "der",
    },
    computed: new Set(["issuerName", "keyName", "notBeforeDuration", "signatureBits"]),
    // Keys that are there already.
    refused: new Set(["keyRef", "managedKeyId", "managedKeyName", "namespace"]),
  });
  const id = new PathId("{backend}/issuer/{issuerId}");
  return {
    schema,
    check: ({ type, keyType, format, privateKeyFormat }) => [
      ...oneOf("type", type, ["exported", "internal"]),
      ...oneOf("keyType", keyType, ["rsa", "ec", "ed25519"]),
      ...oneOf("format", format, ["pem", "der", "pem_bundle"]),
      ...oneOf("privateKeyFormat", privateKeyFormat, ["der", "pkcs8"]),
    ],
    importInputs: (outputs) => inputsOf(schema, outputs),
    async create(inputs, { signal }) {
      const { type, backend, ...request } = inputs;
      const path = `${textOf(backend)}/issuers/generate/root/${textOf(type)}`;
      const made = await client.write(path, requestOf(request), signal);
      const outputs = { notBeforeDuration: "30s", ...inputs, ...told(made) };
      return { id: id.of(outputs), outputs };
    },
    async read(at, state, operation) {
      const parts = id.parts(at, state);
      const issuer = await readIssuer(client, at, operation);
      return issuer && { ...state, ...parts, ...told(issuer) };
    },
    update: async ({ state, inputs }) => ({ ...state, ...inputs }),
    async delete(at, _state, { signal }) {
      await client.remove(at, signal);
    },
  };

  function requestOf(request: Properties): Data {
    const names = Object.keys(request).filter((name) => !isZero(request[name]));
    const renamed = { keyUsages: "key_usage" };
    const plain = names.filter((name) => !LISTS.includes(name));
    const lists = names.filter((name) => LISTS.includes(name));
    const joined = Object.fromEntries(
      lists.map((name) => [name, (request[name] as string[]).join(",")]),
    );
    return { ...bodyOf(schema, request, plain, renamed), ...bodyOf(schema, joined, lists) };
  }
}

/** Vault answers 500 for an issuer that is gone. */
async function readIssuer(
  client: VaultClient,
  at: string,
  { signal }: Operation,
): Promise<Data | undefined> {
  try {
    return await client.read(at, signal);
  } catch (error) {
    if (error instanceof VaultError && error.said.includes("unable to find PKI issuer")) {
      return undefined;
    }
    throw error;
  }
}

/** What both the request that made it and a later read tell. */
function told(data: Data): Properties {
  const { certificate, issuer_id, issuer_name, issuing_ca, key_id, key_name, serial_number } = data;
  const properties = {
    certificate,
    issuerId: issuer_id,
    issuerName: issuer_name,
    issuingCa: issuing_ca,
    keyId: key_id,
    keyName: key_name,
    serialNumber: serial_number,
  };
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function oneOf(property: string, value: Value | undefined, allowed: string[]): Failure[] {
  if (typeof value !== "string" || value === UNKNOWN || allowed.includes(value)) return [];
  return [{ property, reason: `expected one of ${allowed.join(", ")}` }];
}
