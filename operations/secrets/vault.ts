/** Secrets that people give, in Vault: it keeps their last ten versions. */
import { KV_MOUNT, secretsFolder } from "../../src/access/vault/paths.ts";
import type { Body, VaultClient } from "../../src/steps/vault/client.ts";
import type { DeployedVault } from "../vault-ready.ts";

export class SecretVault {
  readonly #vault: VaultClient;
  readonly #token: string;

  constructor({ vault, token }: DeployedVault) {
    this.#vault = vault;
    this.#token = token;
  }

  /** @returns the version that it became */
  async put(node: string, id: string, value: string): Promise<number> {
    const body = { data: { password: value } };
    const answer = await this.#vault.get("POST", pathOf("data", node, id), body, this.#token);
    return Number((answer["data"] as Body)["version"]);
  }

  /** The last version cannot be read any more, until somebody undeletes it in Vault. */
  async forget(node: string, id: string): Promise<void> {
    await this.#vault.get("DELETE", pathOf("data", node, id), undefined, this.#token);
  }

  /** When a version was given, in ISO 8601; undefined where it cannot be read. */
  async since(node: string, id: string, version: number): Promise<string | undefined> {
    const path = pathOf("metadata", node, id);
    const { body } = await this.#vault.ask("GET", path, undefined, this.#token);
    const { versions = {} } = (body["data"] ?? {}) as Metadata;
    const found = versions[String(version)];
    if (!found || found.destroyed || found.deletion_time !== "") return undefined;
    return found.created_time;
  }
}

interface Metadata {
  versions?: Record<string, { created_time: string; deletion_time: string; destroyed: boolean }>;
}

function pathOf(part: "data" | "metadata", node: string, id: string): string {
  return `${KV_MOUNT}/${part}/${secretsFolder(node)}/${id}`;
}
