/** Vault's HTTP API, as far as set-up and recovery need it: no provider offers these calls. */
import https from "node:https";
import { text } from "node:stream/consumers";
import { reasonOf } from "../../lib/faults.ts";
import { UserError } from "../../lib/error.ts";

export type Body = Record<string, unknown>;

export interface Answer {
  status: number;
  body: Body;
}

const TIMEOUT_MS = 30_000;

export class VaultClient {
  readonly address: string;
  readonly #authority: string;

  /** `authority` is the PEM that its certificate must chain to. */
  constructor(address: string, authority: string) {
    this.address = address;
    this.#authority = authority;
  }

  /**
   * What Vault answers, whatever it is.
   * @throws UserError when it does not
   */
  async ask(method: string, path: string, body?: Body, token?: string): Promise<Answer> {
    try {
      return await this.#exchange(method, path, body, token);
    } catch (error) {
      throw new UserError(
        `vault: must answer at ${this.address}, does not (${reasonOf(error)}); see that its container runs and that this machine reaches the node`,
      );
    }
  }

  /**
   * What Vault answers to a request that it must grant.
   * @throws UserError with its refusal
   */
  async get(method: string, path: string, body?: Body, token?: string): Promise<Body> {
    const { status, body: said } = await this.ask(method, path, body, token);
    if (status < 300) return said;
    const errors = (said["errors"] as string[] | undefined) ?? [];
    const fix = errors.includes("Vault is sealed") ? "; run npx bev unseal" : "";
    throw new UserError(
      `vault: must grant ${method} ${path}, answers ${String(status)} (${errors.join("; ").trim()})${fix}`,
    );
  }

  #exchange(method: string, path: string, body?: Body, token?: string): Promise<Answer> {
    const headers = token === undefined ? {} : { "X-Vault-Token": token };
    const options = { method, headers, ca: this.#authority, timeout: TIMEOUT_MS };
    return new Promise((resolve, reject) => {
      const request = https.request(`${this.address}/v1/${path}`, options, (response) => {
        const body = text(response).then(parsed);
        resolve(body.then((said) => ({ status: response.statusCode ?? 0, body: said })));
      });
      request.on("timeout", () => request.destroy(new Error("no answer in 30 seconds")));
      request.on("error", reject);
      request.end(body && JSON.stringify(body));
    });
  }
}

function parsed(json: string): Body {
  return json === "" ? {} : (JSON.parse(json) as Body);
}
