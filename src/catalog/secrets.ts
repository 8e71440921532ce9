/** Secrets and coordination: Vault and Consul. */
import { vaultServer, vaultTool } from "./servers.ts";
import { authorityOf, CERTIFICATE } from "./tls.ts";
import { nodeNames, nodes } from "./nodes.ts";
import type { NodeName } from "./nodes.ts";
import type { ServiceSpec } from "./types.ts";

/** The node of Consul's server, and of Vault. */
const SERVER = "oracle1";

function isAlwaysThere(node: NodeName): boolean {
  return nodes[node].availability === "24/7";
}

function isClientOfConsul(node: NodeName): boolean {
  return node !== SERVER;
}

export const secrets: ServiceSpec[] = [
  {
    name: "consul",
    node: SERVER,
    family: "secrets",
    image: "consul",
    ports: [
      { container: 8500, purpose: "http" },
      { container: 8301, purpose: "gossip" },
      { container: 8300, purpose: "rpc" },
    ],
    env: {
      CONSUL_DISABLE_PERM_MGMT: "1",
      CONSUL_HTTP_ADDR: "https://127.0.0.1:8500",
      CONSUL_CACERT: "/run/secrets/authority.pem",
    },
    secrets: [...CERTIFICATE, authorityOf("consul")],
    config: { path: "/consul/config", files: ["server.hcl"] },
    command: ["consul", "agent", "-config-dir=/consul/config"],
    volumes: [{ name: "data", path: "/consul/data", backup: "consul-snapshot" }],
    health: { command: ["consul", "info"] },
    graceSeconds: 60,
  },
  {
    name: "vault",
    node: SERVER,
    family: "secrets",
    ports: [
      // Pulumi's provider and `bev unseal` speak to it.
      { container: 8200, purpose: "http", operators: true },
      { container: 8201, purpose: "cluster" },
      // They are read without a token, so the port stays inside the networks of this node.
      { container: 8202, published: false, purpose: "metrics" },
    ],
    resources: { cpu: 0.5, memory: 1024 },
    ...vaultServer,
    volumes: [
      { name: "data", path: "/vault/file", backup: "raft-snapshot" },
      { name: "logs", path: "/vault/logs", backup: "file-copy" },
    ],
    graceSeconds: 60,
    singleton: true,
  },
  {
    name: "vault-standby",
    node: "thanos",
    family: "secrets",
    ports: [{ container: 8200, purpose: "http" }],
    ...vaultServer,
    volumes: [
      { name: "data", path: "/vault/file", backup: "raft-snapshot" },
      { name: "logs", path: "/vault/logs", backup: "file-copy" },
    ],
    disabled:
      "two Raft peers lose their quorum with either one; a standby needs a third (C48, C63)",
  },
  // No service of a node that is there on demand asks Vault for anything.
  ...nodeNames.filter(isAlwaysThere).map((node): ServiceSpec => ({
    name: "vault-agent",
    node,
    family: "secrets",
    image: "vault",
    env: { ...vaultTool, VAULT: { endpoint: "vault", purpose: "http" } },
    config: { path: "/etc/vault-agent", files: ["agent.sh"] },
    command: ["sh", "/etc/vault-agent/agent.sh"],
    volumes: [
      // What it logs in with itself.
      { name: "data", path: "/vault/file", backup: "none" },
      { name: "logs", path: "/vault/logs", backup: "none" },
    ],
    // Whether it goes round: while Vault is sealed it still does, and says so in its log.
    health: { command: ["sh", "-c", "[ $(($(date +%s) - $(cat /tmp/alive))) -lt 300 ]"] },
  })),
  ...nodeNames.filter(isClientOfConsul).map((node): ServiceSpec => ({
    name: "consul-agent",
    node,
    family: "secrets",
    image: "consul",
    env: { CONSUL_DISABLE_PERM_MGMT: "1", RETRY_JOIN: { endpoint: "consul", purpose: "gossip" } },
    secrets: [authorityOf("consul")],
    config: { path: "/consul/config", files: ["client.hcl"] },
    command: ["consul", "agent", "-config-dir=/consul/config"],
    volumes: [{ name: "data", path: "/consul/data", backup: "none" }],
    health: { command: ["consul", "info"] },
    dependsOn: ["consul"],
    // An agent learns of the servers by gossip and passes every question on to one of them.
    connects: [{ service: "consul", purpose: "rpc" }],
  })),
];
