/** The engine that makes logins in databases: a connection to PostgreSQL, and roles. */
import type { Failure } from "../kit/schema.ts";
import { containsUnknown, isObject, isZero, withoutZero } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import type { Data } from "./client.ts";
import { PathId } from "./path-id.ts";
import type { PathResource } from "./path-resource.ts";
import { secondsOf, snakeCase, textOf } from "./values.ts";

const PLUGIN = "postgresql-database-plugin";

const OTHER_DATABASES = [
  ...["cassandra", "couchbase", "elasticsearch", "hana", "influxdb", "mongodb", "mongodbatlas"],
  ...["mssql", "mysql", "mysqlAurora", "mysqlLegacy", "mysqlRds", "oracle", "redis"],
  ...["redisElasticache", "redshift", "snowflake"],
];

/** Arguments of the edition with a licence. */
const LICENSED = [
  ...["disableAutomatedRotation", "rotationPeriod", "rotationSchedule", "rotationWindow"],
  "skipStaticRoleImportRotation",
];

/** Fields of the postgresql argument; those that Vault never shows are below. */
const MEMBERS = [
  ...["connectionUrl", "disableEscaping", "maxConnectionLifetime", "maxIdleConnections"],
  ...["maxOpenConnections", "passwordAuthentication", "tlsCa", "tlsCertificate", "username"],
  "usernameTemplate",
];
const SECRETS = ["password", "passwordWo", "passwordWoVersion", "privateKey"];

export const databaseConnection: PathResource = {
  token: "vault:database/secretBackendConnection:SecretBackendConnection",
  notes: {
    defaults: { pluginName: PLUGIN, verifyConnection: true },
    memberDefaults: { postgresql: { maxOpenConnections: 2 } },
    computed: new Set(["pluginVersion"]),
    refused: new Set([...OTHER_DATABASES, ...LICENSED, "data"]),
  },
  id: new PathId("{backend}/config/{name}"),
  own: ["postgresql", "rootRotationStatements", "verifyConnection"],
  check: (inputs) => [...pluginFaults(inputs["pluginName"]), ...loginFaults(inputs["postgresql"])],
  refuseChange: ({ property }) =>
    property === "name"
      ? "a connection cannot be renamed in place; rename the resource in the program too"
      : undefined,
  writes: (body, { path, inputs, state, changed }) => [
    {
      path,
      body: {
        ...body,
        verify_connection: inputs["verifyConnection"] === true,
        root_rotation_statements: inputs["rootRotationStatements"] ?? [],
        ...loginBody(inputs["postgresql"], changed ? state?.["postgresql"] : undefined),
      },
    },
  ],
  outputs: (usual, { data, state }) => ({
    ...usual,
    rootRotationStatements: data["root_credentials_rotate_statements"] ?? [],
    // Vault says whether it checked the last time; what counts is what the program wants.
    verifyConnection: state["verifyConnection"] ?? data["verify_connection"] ?? true,
    postgresql: loginOutputs(data["connection_details"], state["postgresql"]),
  }),
};

export const databaseRole: PathResource = {
  token: "vault:database/secretBackendRole:SecretBackendRole",
  notes: { computed: new Set(["credentialType"]) },
  id: new PathId("{backend}/roles/{name}"),
  outputs: (usual, { data, state }) => ({
    ...usual,
    credentialConfig: credentialConfig(data["credential_config"], state),
  }),
};

/** Vault adds its own defaults, which are no difference from what the program says. */
function credentialConfig(told: Value | undefined, state: Properties): Properties {
  const asked = state["credentialConfig"];
  const isKnown = state["dbName"] !== undefined;
  const names = Object.keys(isObject(told) ? told : {}).filter(
    (name) => !isKnown || (isObject(asked) && name in asked),
  );
  return Object.fromEntries(names.map((name) => [name, textOf((told as Properties)[name])]));
}

function pluginFaults(plugin: Value | undefined): Failure[] {
  if (plugin === PLUGIN || containsUnknown(plugin)) return [];
  return [{ property: "pluginName", reason: `only ${PLUGIN} is implemented by this stand-in` }];
}

function loginFaults(login: Value | undefined): Failure[] {
  if (containsUnknown(login) && !isObject(login)) return [];
  if (!isObject(login)) return [{ property: "postgresql", reason: "missing required property" }];
  return Object.entries(login)
    .filter(([name, value]) => ![...MEMBERS, ...SECRETS].includes(name) && !isZero(value))
    .map(([name]) => ({
      property: `postgresql.${name}`,
      reason: "not implemented by this stand-in; use the published plugin or leave it out",
    }));
}

/**
 * A password that did not change is not sent again: Vault may have rotated it, and the old one would
 * lock it out of the database.
 */
function loginBody(login: Value | undefined, before: Value | undefined): Data {
  const wanted = isObject(login) ? login : {};
  const had = isObject(before) ? before : undefined;
  const isNew = (name: string): boolean => had?.[name] !== wanted[name];
  const { passwordWo, maxConnectionLifetime, maxOpenConnections } = wanted;
  return {
    ...Object.fromEntries(
      [...MEMBERS, "privateKey"]
        .filter((name) => !isZero(wanted[name]) || !isZero(had?.[name]))
        .map((name) => [snakeCase(name), wanted[name] ?? ""]),
    ),
    max_open_connections: maxOpenConnections ?? 2,
    max_idle_connections: wanted["maxIdleConnections"] ?? 0,
    max_connection_lifetime: `${textOf(maxConnectionLifetime ?? 0)}s`,
    disable_escaping: wanted["disableEscaping"] ?? false,
    ...(isNew("password") && !isZero(wanted["password"]) && { password: wanted["password"] ?? "" }),
    ...(isNew("passwordWoVersion") && !isZero(passwordWo) && { password: passwordWo ?? "" }),
  };
}

/** Vault never tells a password or key: they are what they were. */
function loginOutputs(details: Value | undefined, state: Value | undefined): Properties {
  const told = isObject(details) ? details : {};
  const known = isObject(state) ? state : {};
  const members = MEMBERS.map((name) => [name, told[snakeCase(name)] ?? null] as const);
  const { connection_url: url, max_connection_lifetime: lifetime } = told;
  return withoutZero({
    ...Object.fromEntries(members),
    connectionUrl: urlOf(url, known["connectionUrl"]),
    maxConnectionLifetime: typeof lifetime === "string" ? (secondsOf(lifetime) ?? 0) : 0,
    ...Object.fromEntries(SECRETS.map((name) => [name, known[name] ?? null])),
  });
}

/** Vault masks a password in the address. */
function urlOf(told: Value | undefined, known: Value | undefined): Value {
  if (typeof told !== "string") return "";
  if (typeof known !== "string") return told;
  const masked = known.replace(/^(\w+:\/\/[^:@/]+:)[^@]*@/, "$1xxxxx@");
  return masked === told ? known : told;
}
