/** A file that a service of the lab reads as it runs: changed as an update would, and put back. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { lab } from "./lab.ts";

export class LiveFile {
  readonly #node: NodeName;
  readonly #service: string;
  readonly #port: number;
  readonly #file: string;
  readonly #delivered: string;

  /** @param port where the service takes `POST /-/reload` */
  constructor(node: NodeName, service: string, name: string, port: number) {
    this.#node = node;
    this.#service = service;
    this.#port = port;
    const data = path.join(lab.directory, ".bev/lab/stacks/data");
    this.#file = path.join(data, node, service, "live", name);
    this.#delivered = readFileSync(this.#file, "utf8");
  }

  async change(edit: (delivered: string) => string): Promise<void> {
    await this.#write(edit(this.#delivered));
  }

  async putBack(): Promise<void> {
    await this.#write(this.#delivered);
  }

  async #write(content: string): Promise<void> {
    writeFileSync(this.#file, content);
    const url = `http://127.0.0.1:${String(this.#port)}/-/reload`;
    await lab.exec(this.#node, this.#service, "wget", "-q", "-O", "-", "--post-data=", url);
  }
}
