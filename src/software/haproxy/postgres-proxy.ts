/** The proxy before the PostgreSQL that is written to: it passes TLS through, and can be pointed to another server (ADR-0032). */
import type { Service } from "../../catalog/resolve.ts";
import { shellScript } from "../../lib/shell-script.ts";
import { primariesOf } from "../../rules/primaries.ts";
import type { ConfigRenderer } from "../software.ts";

/** Name of its backend in metrics. */
export const PRIMARY = "primary";

export const postgresProxy: ConfigRenderer = ({ service, services, others, endpoint }) => {
  const primaries = primariesOf(service, [...services, ...others]);
  const servers = primaries.map(
    ({ name, node }) => `.if streq("$PRIMARY",${node})
  server ${node} ${endpoint(name)}
.endif
`,
  );
  return `global
  log stdout format raw local0 notice
  # One thread and no more connections than its memory has room for.
  nbthread 1
  maxconn 256
  # After a reload nobody stays connected to the former server.
  hard-stop-after 1s
  # Until point.sh has said otherwise.
  presetenv PRIMARY ${primaries[0]?.node ?? ""}

defaults
  log global
  timeout connect 5s
  timeout check 2s

resolvers docker
  nameserver dns 127.0.0.11:53
  hold valid 1s
  hold obsolete 0s

frontend sql
  mode tcp
  bind :5432
  option tcpka
  # Sessions of a pool may be idle for long.
  timeout client 1d
  default_backend ${PRIMARY}

frontend lease
  mode http
  bind :8405
  timeout client 5s
  http-request return status 200 content-type text/plain string "$PRIMARY" if { path /primary }
  http-request return status 200 content-type text/plain string "live" if { path /health }

frontend status
  mode http
  bind :8404
  timeout client 60s
  http-request use-service prometheus-exporter if { path /metrics }

backend ${PRIMARY}
  mode tcp
  option tcpka
  timeout server 1d
  # Asked for GSS encryption a server that lives says yes or no, writes no line into its log and needs no login. One that stands
  # still says nothing, although its machine takes connections.
  option tcp-check
  tcp-check connect linger
  tcp-check send-binary 0000000804d21630
  tcp-check expect rbinary ^(47|4E)
  default-server check inter 2s fall 3 rise 1 resolvers docker init-addr none
${servers.join("")}`;
};

/** Run in the container, it points the proxy to the server of a node, or to none. */
export const pointScript: ConfigRenderer = ({ service, services, others }) => {
  const primaries = primariesOf(service, [...services, ...others]);
  const names = [...primaries.map(({ node }) => node), "none"];
  return shellScript(new URL("point.sh", import.meta.url), {
    ...{ folder: folderOf(service), patterns: names.join(" | "), names: names.join(", ") },
  });
};

/** Where it lies in the container. */
export function pointFile({ config }: Pick<Service, "config">): string {
  return `${config?.path ?? ""}/point.sh`;
}

function folderOf({ volumes }: Service): string {
  return volumes[0]?.path ?? "";
}
