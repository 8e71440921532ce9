/** The provider's arguments: which Vault, how its certificate is checked, and with which token. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ConnectionOptions } from "node:tls";
import { parsed, text } from "../kit/config.ts";
import { ProviderError, reasonOf } from "../kit/provider.ts";
import { containsUnknown } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";

/** Arguments that change nothing for what this stand-in does. */
const WITHOUT_EFFECT = ["maxRetriesCcc", "setNamespaceFromToken", "skipGetVaultVersion"];

const TAKEN = [
  ...["address", "caCertDir", "caCertFile", "maxLeaseTtlSeconds", "maxRetries", "skipChildToken"],
  ...["skipTlsVerify", "tlsServerName", "token", "tokenName"],
  ...WITHOUT_EFFECT,
];

export interface Settings {
  address: URL;
  token: string;
  /** Life and name of the child token; undefined where the token itself is used. */
  child: { seconds: number; name: string } | undefined;
  retries: number;
  tls: ConnectionOptions;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ProviderError naming an argument that the stand-in does not take */
export function refuseArguments(config: Properties): void {
  const refused = Object.entries(config).find(
    ([name, value]) =>
      !TAKEN.includes(name) && name !== "version" && !name.startsWith("__") && isGiven(value),
  );
  if (refused) throw new ProviderError(`${refused[0]}: not implemented by this stand-in`);
}

/** @throws ProviderError for what is missing, unknown or unreadable */
export function settingsOf(config: Properties, environment: Environment): Settings {
  const given = (name: string, variable: string): string | undefined => {
    const value = config[name];
    if (containsUnknown(value)) throw new ProviderError(`${name}: its value is still unknown`);
    return text(value) ?? text(environment[variable]);
  };
  const flag = (name: string, variable: string): boolean => {
    const value = parsed(config[name]);
    return typeof value === "boolean" ? value : /^(?:1|t|true)$/i.test(environment[variable] ?? "");
  };
  const count = (name: string, variable: string, otherwise: number): number =>
    Number(parsed(config[name]) ?? text(environment[variable]) ?? otherwise);
  return {
    address: addressOf(given("address", "VAULT_ADDR")),
    token: tokenOf(given("token", "VAULT_TOKEN")),
    child: flag("skipChildToken", "TERRAFORM_VAULT_SKIP_CHILD_TOKEN")
      ? undefined
      : {
          seconds: count("maxLeaseTtlSeconds", "TERRAFORM_VAULT_MAX_TTL", 1200),
          name: given("tokenName", "VAULT_TOKEN_NAME") ?? "terraform",
        },
    retries: count("maxRetries", "VAULT_MAX_RETRIES", 2),
    tls: {
      ...authorities(given("caCertFile", "VAULT_CACERT"), given("caCertDir", "VAULT_CAPATH")),
      ...serverName(given("tlsServerName", "VAULT_TLS_SERVER_NAME")),
      rejectUnauthorized: !flag("skipTlsVerify", "VAULT_SKIP_VERIFY"),
    },
  };
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && value !== "null";
}

function addressOf(address: string | undefined): URL {
  const url = URL.canParse(address ?? "") ? new URL(address ?? "") : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new ProviderError(
    `address: must be https://host:port, got ${address ?? "nothing"}; set it, or VAULT_ADDR`,
  );
}

function tokenOf(token: string | undefined): string {
  if (token !== undefined) return token;
  throw new ProviderError("token: must be a token of Vault, got nothing; set it, or VAULT_TOKEN");
}

/** They replace the machine's own; a file comes before a folder. */
function authorities(file: string | undefined, folder: string | undefined): ConnectionOptions {
  const [name, at] = file === undefined ? ["caCertDir", folder] : ["caCertFile", file];
  if (at === undefined) return {};
  try {
    const files = file === undefined ? readdirSync(at).map((one) => path.join(at, one)) : [at];
    return { ca: files.map((one) => readFileSync(one, "utf8")) };
  } catch (error) {
    throw new ProviderError(`${name}: must be readable, ${reasonOf(error)}; set it to the CA's`);
  }
}

function serverName(servername: string | undefined): ConnectionOptions {
  return servername === undefined ? {} : { servername };
}
