/** Vault's HTTP API. It connects when a resource first needs it, so that a preview makes no request. */
import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError, reasonOf } from "../kit/provider.ts";
import type { Properties, Value } from "../kit/values.ts";
import { refuseArguments, settingsOf } from "./settings.ts";
import type { Settings } from "./settings.ts";

export type Data = Record<string, Value>;

interface Answer {
  status: number;
  body: { data?: Data | null; auth?: { client_token: string }; errors?: string[] } & Data;
}

const TIMEOUT_MS = 60_000;
const PAUSE_MS = 1000;

/** Status codes of a server that will answer otherwise in a moment: behind its leader, starting, in between. */
const PASSING = [412, 502, 503, 504];

/** What Vault says of a mount while it makes it a store of versions. */
const UPGRADING = "Upgrading from non-versioned to versioned";

/** A request that Vault answered with a refusal. */
export class VaultError extends ProviderError {
  readonly status: number;
  readonly said: string;
  constructor(status: number, said: string, message: string) {
    super(message);
    this.status = status;
    this.said = said;
  }
}

export class VaultClient {
  #config: Properties = {};
  #settings: Settings | undefined;
  #agent: http.Agent | undefined;
  #token: Promise<string> | undefined;

  /** Connects to nothing: the address may be of a server that this very run is to start. */
  async configure(config: Properties): Promise<void> {
    refuseArguments(config);
    this.#config = config;
  }

  /** Undefined where Vault has nothing at `path`, which lies below /v1/. */
  async read(path: string, signal: AbortSignal): Promise<Data | undefined> {
    const { status, body } = await this.#authorised("GET", path, undefined, signal, [404]);
    return status === 404 ? undefined : (body.data ?? {});
  }

  async write(path: string, body: Data, signal: AbortSignal): Promise<Data> {
    for (let attempt = 0; ; attempt++) {
      try {
        return (await this.#authorised("POST", path, body, signal)).body.data ?? {};
      } catch (error) {
        const isUpgrading = error instanceof VaultError && error.said.includes(UPGRADING);
        if (!isUpgrading || attempt === 10) throw error;
        await pause(signal);
      }
    }
  }

  /** What is gone already is removed. */
  async remove(path: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#authorised("DELETE", path, undefined, signal, [404]);
    } catch (error) {
      // The transit engine's way of a 404.
      if (!(error instanceof VaultError && error.said.endsWith("; not found"))) throw error;
    }
  }

  async #authorised(
    method: string,
    path: string,
    body: Data | undefined,
    signal: AbortSignal,
    accepted: number[] = [],
  ): Promise<Answer> {
    this.#token ??= this.#session(signal);
    const token = await this.#token.catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    const answer = await this.#request(method, path, { body, token, signal });
    if (answer.status < 300 || accepted.includes(answer.status)) return answer;
    throw await this.#refusal(`${method} ${path}`, answer, signal, {
      403: "give the token a policy for it, or another token if it has expired",
    });
  }

  /** A child of the configured token that ends by itself, or that token. */
  async #session(signal: AbortSignal): Promise<string> {
    const { token, child } = this.#known();
    if (!child) return token;
    const path = "auth/token/create";
    const ttl = `${String(child.seconds)}s`;
    const body = { display_name: child.name, ttl, explicit_max_ttl: ttl, renewable: false };
    const answer = await this.#request("POST", path, { body, token, signal });
    if (answer.body.auth) return answer.body.auth.client_token;
    throw await this.#refusal("a child token", answer, signal, {
      403: "use a token that has not expired and may make children, or set skipChildToken",
    });
  }

  #known(): Settings {
    return (this.#settings ??= settingsOf(this.#config, process.env));
  }

  async #request(
    method: string,
    path: string,
    { body, token, signal }: { body?: Data | undefined; token?: string; signal: AbortSignal },
  ): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= this.#known().retries;
      try {
        const answer = await this.#exchange(method, path, body, token, signal);
        const isSealed = (answer.body.errors ?? []).includes("Vault is sealed");
        if (last || isSealed || !PASSING.includes(answer.status)) return answer;
      } catch (error) {
        signal.throwIfAborted();
        // After other failures nobody knows whether Vault got the request.
        if (last || codeOf(error) !== "ECONNREFUSED") throw this.#unreachable(error);
      }
      await pause(signal);
    }
  }

  #exchange(
    method: string,
    path: string,
    body: Data | undefined,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { address, tls } = this.#known();
    const client = address.protocol === "https:" ? https : http;
    this.#agent ??= new client.Agent({ keepAlive: true, ...tls });
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    const url = new URL(`${address.pathname.replace(/\/$/, "")}/v1/${encoded}`, address);
    const headers = {
      "X-Vault-Request": "true",
      ...(token !== undefined && { "X-Vault-Token": token }),
    };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    return new Promise((resolve, reject) => {
      const request = client.request(url, { method, headers, agent: this.#agent, signal: limit });
      request.on("error", reject).on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          resolve({ status, body: jsonOf(Buffer.concat(chunks).toString("utf8")) });
        });
      });
      request.end(body && JSON.stringify(body));
    });
  }

  async #refusal(
    what: string,
    { status, body }: Answer,
    signal: AbortSignal,
    advice: Record<number, string>,
  ): Promise<ProviderError> {
    const said = (body.errors ?? []).join("; ").replace(/\s+/g, " ").trim() || "nothing more";
    const seal = status === 503 ? await this.#seal(signal) : undefined;
    const at = `Vault at ${this.#known().address.origin}`;
    if (seal?.["initialized"] === false) {
      return new VaultError(status, said, `${at} is not initialised (503: ${said}); initialise it`);
    }
    if (seal?.["sealed"] === true) {
      const fix = "unseal it with npx bev unseal and run the command again";
      return new VaultError(status, said, `${at} is sealed (503: ${said}); ${fix}`);
    }
    const refused = `${at} refused ${what} (${String(status)}): ${said}`;
    const fix = advice[status];
    return new VaultError(status, said, fix === undefined ? refused : `${refused}; ${fix}`);
  }

  async #seal(signal: AbortSignal): Promise<Data | undefined> {
    const answer = await this.#exchange("GET", "sys/seal-status", undefined, undefined, signal);
    return answer.status === 200 ? answer.body : undefined;
  }

  #unreachable(error: unknown): ProviderError {
    const { address } = this.#known();
    const code = codeOf(error) ?? "";
    const fix = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME/.test(code)
      ? "set caCertFile to the CA that signed its certificate, and address to a name that it has"
      : "start it, or set another address";
    return new ProviderError(
      `Vault at ${address.origin} cannot be reached: ${reason(error)}; ${fix}`,
    );
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/** An attempt at several addresses of one name says nothing but its code; Node adds advice of its own. */
function reason(error: unknown): string {
  const [said = ""] = reasonOf(error).split(";");
  return said === "" ? (codeOf(error) ?? "no reason given") : said;
}

/** A proxy in between may answer with something else. */
function jsonOf(text: string): Answer["body"] {
  try {
    return (text === "" ? {} : JSON.parse(text)) as Answer["body"];
  } catch {
    return { errors: [text.slice(0, 200)] };
  }
}
