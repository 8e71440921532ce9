/** The web entry of the platform, its inner web server, the way to PostgreSQL, and Tor. */
import type { ServiceSpec } from "./types.ts";

const RELAY =
  "a relay needs traffic outside the VPN; enabling it is the platform's one egress exception (C56)";

export const network: ServiceSpec[] = [
  {
    name: "haproxy",
    node: "oracle1",
    family: "network",
    image: "haproxy",
    ports: [
      { container: 8080, published: 80, purpose: "http", operators: true },
      { container: 8443, published: 443, purpose: "https", operators: true },
      { container: 8404, published: false, purpose: "metrics" },
    ],
    config: { path: "/usr/local/etc/haproxy", files: ["haproxy.cfg"] },
    health: {
      command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8404"],
    },
    graceSeconds: 30,
  },
  {
    name: "nginx",
    node: "oracle1",
    family: "network",
    image: "nginx",
    ports: [{ container: 8080, published: false, purpose: "http" }],
    behind: "haproxy",
    resources: { cpu: 0.5, memory: 512 },
    config: { path: "/etc/nginx/conf.d", files: ["default.conf"] },
    health: { command: ["curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8080/health"] },
  },
  {
    // How clients on ORACLE1 come to the PostgreSQL that is written to, which may move (ADR-0032).
    name: "postgres-proxy",
    node: "oracle1",
    family: "network",
    image: "haproxy",
    ports: [
      // 5432 is the replica's there.
      { container: 5432, published: 5433, purpose: "sql" },
      { container: 8405, purpose: "lease" },
      { container: 8404, published: false, purpose: "metrics" },
    ],
    primaries: ["postgres", "postgres-replica"],
    resources: { cpu: 0.1, memory: 64 },
    config: { path: "/usr/local/etc/haproxy", files: ["postgres-proxy.cfg", "point.sh"] },
    // What point.sh wrote comes first. A new volume takes on owner and mode of the image's folder, and here all users may write.
    command: ["-f", "/var/tmp", "-f", "/usr/local/etc/haproxy/postgres-proxy.cfg"],
    volumes: [{ name: "primary", path: "/var/tmp", backup: "file-copy" }],
    health: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8405"] },
    dependsOn: ["postgres-replica"],
    singleton: true,
  },
  {
    name: "proxy-manager",
    node: "oracle1",
    family: "network",
    ports: [{ container: 8003, purpose: "http" }],
    resources: { cpu: 0.5, memory: 1024 },
  },
  {
    name: "tor",
    node: "oracle1",
    family: "network",
    ports: [
      { container: 9050, purpose: "socks" },
      { container: 9051, purpose: "control" },
      { container: 9052, purpose: "socks-isolated" },
    ],
    resources: { cpu: 0.5, memory: 512 },
    config: { path: "/etc/tor", files: ["torrc"] },
    volumes: [{ name: "data", path: "/var/lib/tor", backup: "none" }],
    health: { command: ["healthcheck"] },
  },
  {
    name: "tor-middle",
    node: "thanos",
    family: "network",
    disabled: RELAY,
  },
  {
    name: "tor-exit",
    node: "starlord",
    family: "network",
    disabled: RELAY,
  },
];
