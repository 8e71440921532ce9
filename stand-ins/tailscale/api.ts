/** Tailscale's HTTP API as the provider's arguments name it: address, tailnet and credentials. */
import { parsed, text } from "../kit/config.ts";
import { ProviderError } from "../kit/provider.ts";
import type { Properties } from "../kit/values.ts";

const DEFAULT_BASE_URL = "https://api.tailscale.com";
const TIMEOUT_MILLISECONDS = 60_000;
/** A token is not used in its last moments: the request would outlive it. */
const TOKEN_MARGIN_SECONDS = 10;

/** Identity federation asks the runtime for a token; only the published plugin does. */
const REFUSED = ["audience", "identityToken", "identityTokenEnvironmentVariableName"];
const REFUSED_VARIABLES = ["TAILSCALE_AUDIENCE", "TAILSCALE_IDENTITY_TOKEN"];

export interface ApiRequest {
  method?: "GET" | "POST" | "DELETE";
  /** HuJSON where it is a text, else sent as JSON. */
  body?: unknown;
  /** Entity tag that the object must still have. */
  match?: string;
  accept?: string;
  signal: AbortSignal;
}

interface Settings {
  baseUrl: string;
  tailnet: string;
  userAgent: string | undefined;
  credentials: ApiKey | OAuthClient;
}

interface ApiKey {
  apiKey: string;
}

interface OAuthClient {
  clientId: string;
  clientSecret: string;
  scopes: string[];
}

interface Init extends RequestInit {
  headers: Record<string, string>;
  signal: AbortSignal;
}

interface Token {
  value: string;
  expires: number;
}

/** What the API refused, with its status. */
export class ApiError extends ProviderError {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export class TailscaleApi {
  #settings: Settings | undefined;
  #token: Token | undefined;

  /** Reads the arguments, and for absent ones the environment. Sends nothing. */
  configure(config: Properties): void {
    refuseFederation(config);
    this.#token = undefined;
    this.#settings = {
      baseUrl: baseUrl(argument(config, "baseUrl", "TAILSCALE_BASE_URL") ?? DEFAULT_BASE_URL),
      tailnet: argument(config, "tailnet", "TAILSCALE_TAILNET") ?? "-",
      userAgent: argument(config, "userAgent"),
      credentials: credentials(config),
    };
  }

  /** Path below the tailnet: `acl`, `keys/<id>`. */
  tailnet(path: string, request: ApiRequest): Promise<string> {
    return this.#send(`tailnet/${encodeURIComponent(this.#configured.tailnet)}/${path}`, request);
  }

  /** Path below one device of any tailnet: `` for itself, `/tags`. */
  device(id: string, path: string, request: ApiRequest): Promise<string> {
    return this.#send(`device/${encodeURIComponent(id)}${path}`, request);
  }

  get #configured(): Settings {
    if (this.#settings) return this.#settings;
    throw new ProviderError("the provider was not configured");
  }

  async #send(path: string, { method = "GET", body, match, accept, signal }: ApiRequest) {
    const text = typeof body === "string";
    return this.#fetch(path, {
      method,
      signal,
      headers: {
        Authorization: await this.#authorization(signal),
        Accept: accept ?? "application/json",
        ...(match !== undefined && { "If-Match": `"${match}"` }),
        ...(body !== undefined && {
          "Content-Type": text ? "application/hujson" : "application/json",
        }),
      },
      ...(body !== undefined && { body: text ? body : JSON.stringify(body) }),
    });
  }

  async #authorization(signal: AbortSignal): Promise<string> {
    const { credentials } = this.#configured;
    if ("apiKey" in credentials) return basic(credentials.apiKey, "");
    if (!this.#token || this.#token.expires <= Date.now()) {
      this.#token = await this.#obtainToken(credentials, signal);
    }
    return `Bearer ${this.#token.value}`;
  }

  async #obtainToken(client: OAuthClient, signal: AbortSignal): Promise<Token> {
    const { clientId, clientSecret, scopes } = client;
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    if (scopes.length > 0) form.set("scope", scopes.join(" "));
    const answer = JSON.parse(
      await this.#fetch("oauth/token", {
        method: "POST",
        signal,
        headers: { Authorization: basic(clientId, clientSecret) },
        body: form,
      }),
    ) as { access_token: string; expires_in: number };
    const seconds = answer.expires_in - TOKEN_MARGIN_SECONDS;
    return { value: answer.access_token, expires: Date.now() + seconds * 1000 };
  }

  /** @throws ApiError for a refusal, ProviderError where no answer comes */
  async #fetch(path: string, init: Init): Promise<string> {
    const { baseUrl, userAgent } = this.#configured;
    const headers = {
      ...init.headers,
      ...(userAgent !== undefined && { "User-Agent": userAgent }),
    };
    const signal = AbortSignal.any([init.signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]);
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${baseUrl}/api/v2/${path}`, { ...init, headers, signal });
      status = response.status;
      text = await response.text();
    } catch (error) {
      init.signal.throwIfAborted();
      throw new ProviderError(
        `${baseUrl}: Tailscale's API does not answer: ${causeOf(error)}; check the network, or ` +
          "the provider's baseUrl",
      );
    }
    if (status < 400) return text;
    throw new ApiError(status, refusal(status, text));
  }
}

/** The answer, or undefined where the API knows no such object. */
export async function unlessGone(request: Promise<string>): Promise<string | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Runs a request; a failure names what was attempted. */
export async function attempt<Answer>(
  what: string,
  request: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.status, `${what}: ${error.message}`);
  }
}

/** @throws ProviderError where they are missing, incomplete or of two kinds */
function credentials(config: Properties): ApiKey | OAuthClient {
  const apiKey = argument(config, "apiKey", "TAILSCALE_API_KEY");
  const clientId = argument(
    config,
    "oauthClientId",
    "TAILSCALE_OAUTH_CLIENT_ID",
    "OAUTH_CLIENT_ID",
  );
  const clientSecret = argument(
    config,
    "oauthClientSecret",
    "TAILSCALE_OAUTH_CLIENT_SECRET",
    "OAUTH_CLIENT_SECRET",
  );
  if (apiKey) {
    if (!clientId && !clientSecret) return { apiKey };
    throw new ProviderError(
      "apiKey: conflicts with oauthClientId and oauthClientSecret; set one kind of credentials, " +
        "also in the environment",
    );
  }
  if (clientId && clientSecret) {
    const scopes = parsed(config["scopes"]) as string[] | null | undefined;
    return { clientId, clientSecret, scopes: scopes ?? [] };
  }
  if (clientId ?? clientSecret) {
    const missing = clientId ? "oauthClientSecret" : "oauthClientId";
    throw new ProviderError(`${missing}: must be set with its other half; set both`);
  }
  throw new ProviderError(
    "apiKey: the provider has no credentials; set apiKey, or oauthClientId and " +
      "oauthClientSecret, or TAILSCALE_API_KEY in the environment",
  );
}

function refuseFederation(config: Properties): void {
  const refused =
    REFUSED.find((name) => config[name]) ?? REFUSED_VARIABLES.find((name) => process.env[name]);
  if (refused) throw new ProviderError(`${refused}: not implemented by this stand-in`);
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, "");
  throw new ProviderError(`baseUrl: must begin with https:// or http://, got ${text}`);
}

function argument(config: Properties, name: string, ...variables: string[]): string | undefined {
  const values = [config[name], ...variables.map((variable) => process.env[variable])];
  return values.map(text).find((value) => value !== undefined);
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** What the API says: a message, and for a policy what each user's tests complain about. */
function refusal(status: number, text: string): string {
  try {
    const { message, data } = JSON.parse(text) as Refusal;
    const details = (data ?? []).flatMap(({ user, errors }) =>
      (errors ?? []).map((error) => `\n  ${user ?? ""}: ${error}`),
    );
    return `${message ?? "refused"} (${String(status)})${details.join("")}`;
  } catch {
    return `${text.trim()} (${String(status)})`;
  }
}

interface Refusal {
  message?: string;
  data?: { user?: string; errors?: string[] }[];
}

/** The reason beneath fetch's own "fetch failed". */
function causeOf(error: unknown): string {
  const { message, cause } = (error ?? {}) as { message?: string; cause?: unknown };
  if (cause) return causeOf(cause);
  if (message) return message;
  return String(error);
}
