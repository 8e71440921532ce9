/**
 * What the three stacks declare of access to Vault, with loopback addresses for the nodes and networks, so
 * that requests can come from them; and requests to a real Vault from any of these addresses.
 */
import { readFileSync } from "node:fs";
import https from "node:https";
import { text } from "node:stream/consumers";
import { planAccess } from "../../src/access/vault/access.ts";
import type { AccessPlan, AppRole } from "../../src/access/vault/access.ts";
import { ADMIN_POLICY, DEPLOY_POLICY } from "../../src/access/vault/root.ts";
import { zones } from "../../src/catalog/defaults.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { planStack } from "../../src/stack/plan.ts";
import { trackedConfig } from "./stack-config.ts";
import type { Data, VaultServer } from "./vault.ts";

const ADDRESSES: Record<string, string> = {
  oracle1: "127.0.3.1",
  thanos: "127.0.1.1",
  starlord: "127.0.2.1",
};
/** Where nobody is. */
export const STRANGER = "127.0.9.9";

function planOf(stack: NodeName): AccessPlan {
  return planAccess({
    ...planStack(stack, trackedConfig(stack)),
    address: ADDRESSES[stack] ?? "",
    addressOf: (other) => ADDRESSES[other] ?? "",
    networkOf(zone) {
      const octets = `127.1.${String(zones.indexOf(zone))}`;
      return { subnet: `${octets}.0/24`, gateway: `${octets}.1` };
    },
  });
}

export const plans = Object.fromEntries(nodeNames.map((stack) => [stack, planOf(stack)]));
export const policies = Object.values(plans).flatMap((plan) => plan.policies);
export const roles = Object.values(plans).flatMap((plan) => plan.roles);

export const LOGIN = "auth/approle/login";

export const CAPABILITIES = ["create", "read", "update", "patch", "delete", "list", "sudo"];

export const METHODS: readonly (readonly [method: string, capabilities: readonly string[]])[] = [
  ["GET", ["read"]],
  ["LIST", ["list"]],
  ["POST", ["create", "update"]],
  ["DELETE", ["delete"]],
];

/** Of every policy, and of what none may have. */
export const everyPath = [
  ...new Set([
    ...policies.flatMap(({ grants }) => grants.map(({ path }) => concrete(path))),
    ...roles.map(({ name }) => `auth/approle/role/${name}`),
    ...roles.map(({ name }) => `auth/approle/role/${name}/custom-secret-id`),
    ...[ADMIN_POLICY, DEPLOY_POLICY].map((name) => `sys/policies/acl/${name}`),
    ...["sys/mounts", "sys/auth/approle", "sys/audit", "auth/token/create"],
    ...["auth/token/lookup-self", "auth/approle/role", "identity/entity", "secret/config"],
    ...["secret/metadata/services", "secret/data/services/thanos", "secret/data/x"],
    ...["database/config/postgresql", "database/roles/osint-reader"],
  ]),
];

export function concrete(path: string): string {
  return path.replace(/security-\*$/, "security-services").replace(/\*$/, "probe");
}

export function policyOf({ policy }: AppRole): AccessPlan["policies"][number] {
  const found = policies.find(({ name }) => name === policy);
  if (!found) throw new Error(`no policy ${policy}`);
  return found;
}

/** An exact path counts before the beginning of one. */
export function declaredFor(role: AppRole, path: string): string[] {
  const { grants } = policyOf(role);
  const exact = grants.find((grant) => grant.path === path);
  const begins = grants.find(
    (grant) => grant.path.endsWith("*") && path.startsWith(grant.path.slice(0, -1)),
  );
  return [...((exact ?? begins)?.capabilities ?? [])].sort();
}

/** An address of the first CIDR. */
export function addressOf({ addresses: [cidr = ""] }: AppRole): string {
  return cidr.replace(/\/32$/, "").replace(/\.0\/24$/, ".7");
}

export function covers({ addresses }: AppRole, address: string): boolean {
  const network = address.replace(/\.\d+$/, ".0/24");
  return addresses.includes(`${address}/32`) || addresses.includes(network);
}

export function tokenOf({ body }: Answer): string {
  const auth = body["auth"] as Data | undefined;
  if (!auth) throw new Error(`a login was refused: ${JSON.stringify(body)}`);
  return String(auth["client_token"]);
}

export interface Answer {
  status: number;
  body: Data;
}

interface Request {
  /** The address that it comes from. */
  from: string;
  token?: string | undefined;
  body?: Data | undefined;
  wrap?: string;
}

const OPERATIONS: Record<string, string> = {
  GET: "read",
  LIST: "list",
  POST: "update",
  DELETE: "delete",
};

/** Sends requests to a Vault over one connection, and keeps what it has asked. */
export class VaultRequests {
  /** Operation, path and address of each request, as the audit log names them. */
  readonly asked: string[] = [];
  readonly #server: VaultServer;
  readonly #agent: https.Agent;

  constructor(server: VaultServer) {
    this.#server = server;
    this.#agent = new https.Agent({ keepAlive: true, ca: readFileSync(server.caFile) });
  }

  ask(method: string, path: string, { from, token, body, wrap }: Request): Promise<Answer> {
    this.asked.push(`${OPERATIONS[method] ?? ""} ${path} ${from}`);
    const headers = {
      ...(token !== undefined && { "X-Vault-Token": token }),
      ...(wrap !== undefined && method === "POST" && { "X-Vault-Wrap-TTL": wrap }),
    };
    const options = { method, agent: this.#agent, headers, localAddress: from };
    return new Promise((resolve, reject) => {
      const request = https.request(`${this.#server.address}/v1/${path}`, options, (response) => {
        const status = response.statusCode ?? 0;
        const said = text(response).then((json) => (json ? (JSON.parse(json) as Data) : {}));
        resolve(said.then((answer) => ({ status, body: answer })));
      });
      request.on("error", reject);
      request.end(method === "POST" ? JSON.stringify(body ?? {}) : undefined);
    });
  }

  /** Logs in with a new secret-id, from an address of the role's own unless told otherwise. */
  async logIn(role: AppRole, from = addressOf(role)): Promise<Answer> {
    const path = `auth/approle/role/${role.name}`;
    const { secret_id: secretId } = await this.#server.write(`${path}/secret-id`, {});
    const { role_id: roleId } = (await this.#server.read(`${path}/role-id`)) ?? {};
    return await this.ask("POST", LOGIN, { from, body: { role_id: roleId, secret_id: secretId } });
  }

  close(): void {
    this.#agent.destroy();
  }
}

interface Audited {
  type: string;
  request: { operation: string; path: string; remote_address: string };
}

/** What an audit log has of requests that came from nodes: operation, path and address. */
export function recordedIn(auditFile: string): string[] {
  const lines = readFileSync(auditFile, "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const { type, request } = JSON.parse(line) as Audited;
    if (type !== "request" || request.remote_address === "127.0.0.1") return [];
    const operation = request.operation === "create" ? "update" : request.operation;
    return [`${operation} ${request.path.replace(/\/$/, "")} ${request.remote_address}`];
  });
}
