import type { ConfigRenderer } from "./context.ts";

const COMMON = [
  'datacenter = "bev"',
  'data_dir = "/consul/data"',
  'client_addr = "0.0.0.0"',
  "disable_update_check = true",
  "enable_local_script_checks = false",
  "enable_script_checks = false",
];

export const consulServer: ConfigRenderer = ({ site }) => [
  {
    name: "server.hcl",
    content: hcl([
      ...COMMON,
      "server = true",
      "bootstrap_expect = 1",
      `node_name = "${site.stack}"`,
      `advertise_addr = "${site.address}"`,
      "ui_config { enabled = true }",
    ]),
  },
];

export const consulClient: ConfigRenderer = ({ site, endpoint }) => [
  {
    name: "client.hcl",
    content: hcl([
      ...COMMON,
      "server = false",
      `node_name = "${site.stack}"`,
      `advertise_addr = "${site.address}"`,
      `retry_join = ["${endpoint("consul", "gossip")}"]`,
    ]),
  },
];

function hcl(statements: string[]): string {
  return `${statements.join("\n")}\n`;
}
