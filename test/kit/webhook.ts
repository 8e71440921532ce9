/** A receiver of Alertmanager's messages, on the address that this machine has in the lab. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Page {
  status: "firing" | "resolved";
  alert: string;
  node: string;
  service: string;
  severity: string;
  runbook: string;
  /** Milliseconds since the epoch. */
  at: number;
}

interface Message {
  alerts: {
    status: Page["status"];
    labels: Record<string, string>;
    annotations: Record<string, string>;
  }[];
}

export class Webhook {
  readonly pages: Page[] = [];
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => {
      this.#take(JSON.parse(body) as Message);
      response.end();
    });
  });

  /** @returns its URL */
  async listen(host: string): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return `http://${host}:${String((this.#server.address() as AddressInfo).port)}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take({ alerts }: Message): void {
    const at = Date.now();
    for (const { status, labels, annotations } of alerts) {
      const { alertname: alert = "", node = "", service = "", severity = "" } = labels;
      const { runbook = "" } = annotations;
      this.pages.push({ status, alert, node, service, severity, runbook, at });
    }
  }
}
