/** Logs in to the lab's Vault as a service does, with what the agent of its node brings. */
import type { NodeName } from "../../src/catalog/nodes.ts";
import { containerOf, lab } from "./lab.ts";

export class ServiceLogin {
  readonly #node: NodeName;
  readonly #service: string;
  /** A role of the database engine. */
  readonly #database: string;

  constructor(node: NodeName, service: string, database: string) {
    this.#node = node;
    this.#service = service;
    this.#database = database;
  }

  /** A token by this role-id, or by the one in the service's folder; Vault's refusal instead. */
  login(roleId = ""): Promise<string> {
    const role = `service-${this.#node}-${this.#service}`;
    return this.#inAgent(
      `wrapping=$(HOME=/tmp vault write -f -wrap-ttl=60s -field=wrapping_token auth/approle/role/${role}/secret-id)
      secret=$(VAULT_TOKEN=$wrapping vault unwrap -field=secret_id)
      vault write -field=token auth/approle/login secret_id="$secret" \
        role_id="${roleId || `$(cat /run/vault/${this.#service}/role-id)`}"`,
    );
  }

  /** `read`, or what Vault says instead. */
  async read(token: string): Promise<string> {
    const at = `database/creds/${this.#database}`;
    const answer = await this.#inAgent(`VAULT_TOKEN=${token} vault read -field=username ${at}`);
    return answer.startsWith("v-") ? "read" : answer;
  }

  /** What Vault makes for the service; it is there for an hour. */
  async make(token: string): Promise<{ username: string; password: string }> {
    const at = `database/creds/${this.#database}`;
    const answer = await this.#inAgent(`VAULT_TOKEN=${token} vault read -format=json ${at}`);
    return (JSON.parse(answer) as { data: { username: string; password: string } }).data;
  }

  async readByLogin(): Promise<string> {
    const answer = await this.login();
    return answer.startsWith("hvs.") ? this.read(answer) : answer;
  }

  /** The double of the service lacks Vault's tool; its agent has it, the same network and the folder. */
  async #inAgent(script: string): Promise<string> {
    const where = "export HOME=/tmp/nobody VAULT_ADDR=https://$VAULT";
    const trust = "VAULT_CACERT=/vault/file/agent/authority.pem";
    const command = [
      "exec",
      containerOf("vault-agent"),
      "sh",
      "-c",
      `${where} ${trust}\n${script}`,
    ];
    return (await lab.try(this.#node, ...command)).output.trim();
  }
}
