/** Consul: servers and agents. */
import { SECRETS_PATH } from "../../lib/names.ts";
import type { ConfigRenderer, Software } from "../software.ts";
import { backup } from "./backup.ts";

const COMMON = [
  'datacenter = "bev"',
  'data_dir = "/consul/data"',
  'client_addr = "0.0.0.0"',
  "disable_update_check = true",
  "enable_local_script_checks = false",
  "enable_script_checks = false",
];

/** What servers and agents demand of each other's certificates. */
const TRUST = [`ca_file = "${SECRETS_PATH}/authority.pem"`, "verify_outgoing = true"];

const server: ConfigRenderer = ({ site }) =>
  hcl([
    ...COMMON,
    "server = true",
    "bootstrap_expect = 1",
    `node_name = "${site.stack}"`,
    `advertise_addr = "${site.address}"`,
    "ui_config { enabled = true }",
    "ports {",
    "  http = -1",
    "  https = 8500",
    "}",
    "tls {",
    "  defaults {",
    ...[
      ...TRUST,
      `cert_file = "${SECRETS_PATH}/certificate.pem"`,
      `key_file = "${SECRETS_PATH}/key.pem"`,
    ].map(indented),
    "  }",
    // Agents have certificates too: the server gives them out.
    "  internal_rpc { verify_incoming = true }",
    "}",
    "auto_encrypt { allow_tls = true }",
  ]);

const client: ConfigRenderer = ({ site, endpoint }) =>
  hcl([
    ...COMMON,
    "server = false",
    `node_name = "${site.stack}"`,
    `advertise_addr = "${site.address}"`,
    `retry_join = ["${endpoint("consul", "gossip")}"]`,
    "tls {",
    "  defaults {",
    ...TRUST.map(indented),
    "  }",
    "}",
    "auto_encrypt { tls = true }",
  ]);

export const consul: Software = {
  config: { "server.hcl": server, "client.hcl": client },
  backup,
  reload: "consul reload",
  tls: "http",
};

function indented(line: string): string {
  return `    ${line}`;
}

function hcl(statements: string[]): string {
  return `${statements.join("\n")}\n`;
}
