/** A proxy before Vault, for steps that are killed at a chosen request. */
import { readFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { VaultServer } from "./vault.ts";

/** A request during which the step is killed: before Vault gets it, or after Vault has done it. */
export interface Moment {
  when: "before" | "after";
  request: string;
  /** Of several such requests, which. */
  time: number;
  step?: string;
}

/** Stands between a step and Vault, and tells when a moment has come. */
export class VaultProxy {
  readonly #server: https.Server;
  readonly #vault: VaultServer;
  moment: Moment | undefined;
  onMoment: () => void = () => undefined;
  #seen = 0;

  constructor(vault: VaultServer) {
    this.#vault = vault;
    const [cert, key] = ["server.pem", "server.key"].map((name) => readFileSync(vault.file(name)));
    this.#server = https.createServer({ cert, key }, (request, response) => {
      void text(request).then(async (body) => {
        const { method = "", url = "" } = request;
        const isNow = this.#isNow(`${method} ${url.replace("/v1/", "")}`);
        if (isNow && this.moment?.when === "before") {
          this.onMoment();
          return;
        }
        const answer = await this.#forward(method, url, body, request.headers["x-vault-token"]);
        if (isNow) this.onMoment();
        else response.writeHead(answer.status).end(answer.body);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `https://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #isNow(request: string): boolean {
    if (this.moment?.request !== request) return false;
    this.#seen++;
    return this.#seen === this.moment.time;
  }

  #forward(
    method: string,
    url: string,
    body: string,
    token: string | string[] | undefined,
  ): Promise<{ status: number; body: string }> {
    const headers = token === undefined ? {} : { "X-Vault-Token": token };
    const options = { method, headers, ca: readFileSync(this.#vault.caFile) };
    return new Promise((resolve, reject) => {
      const passed = https.request(`${this.#vault.address}${url}`, options, (response) => {
        void text(response).then((said) => {
          resolve({ status: response.statusCode ?? 0, body: said });
        });
      });
      passed.on("error", reject).end(body);
    });
  }
}
