/** What an Alertmanager of the lab tells people: its routes stay, and every receiver is this webhook. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { parse, stringify } from "yaml";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { WATCHDOG_RECEIVER } from "../../src/software/alertmanager/names.ts";
import { LiveFile } from "./live-file.ts";

/** This machine, as the lab's nodes reach it. */
const MACHINE = "100.64.0.1";

export interface Page {
  status: "firing" | "resolved";
  alert: string;
  node: string;
  service: string;
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

export class Pages {
  /** Each as often as it was told. */
  readonly all: Page[] = [];
  readonly #config: LiveFile;
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => {
      this.#take(JSON.parse(body) as Message);
      response.end();
    });
  });

  constructor(node: NodeName, alertmanager: string) {
    this.#config = new LiveFile(node, alertmanager, "alertmanager.yml", 9093);
  }

  /** Instead of a secret of people and an update. The watchdog tells nobody here. */
  async begin(): Promise<void> {
    this.#server.listen(0, MACHINE);
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    const webhook_configs = [{ url: `http://${MACHINE}:${String(port)}/`, send_resolved: true }];
    await this.#config.change((delivered) => {
      const config = parse(delivered) as { receivers: { name: string }[] };
      const receivers = config.receivers.map(({ name }) =>
        name === WATCHDOG_RECEIVER ? { name } : { name, webhook_configs },
      );
      return stringify({ ...config, receivers });
    });
  }

  async end(): Promise<void> {
    await this.#config.putBack();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** As `alert node/service`, each once. */
  names(status: Page["status"]): string[] {
    return [...new Set(this.all.filter((page) => page.status === status).map(nameOf))];
  }

  first(name: string, status: Page["status"]): Page | undefined {
    return this.all.find((page) => page.status === status && nameOf(page) === name);
  }

  #take({ alerts }: Message): void {
    const at = Date.now();
    for (const { status, labels, annotations } of alerts) {
      const { alertname: alert = "", node = "", service = "" } = labels;
      this.all.push({ status, alert, node, service, runbook: annotations["runbook"] ?? "", at });
    }
  }
}

function nameOf({ alert, node, service }: Page): string {
  return `${alert} ${node}/${service}`;
}
