/** The Docker Engine of a node, for those who look at its containers: it can be read, and nothing more (ADR-0020). */
import type { ConfigRenderer } from "../software.ts";

/** Beneath an optional version, such as /v1.41. A name begins with no dot, so that no path leads to another. */
const READABLE = String.raw`^(/v1\.[0-9]+)?/(_ping|version|events|containers/json|containers/[a-zA-Z0-9][a-zA-Z0-9_.-]*/(json|logs|stats))$`;

export const dockerProxy: ConfigRenderer = ({ service }) => `global
  log stdout format raw local0 warning
  # One thread and no more connections than its memory has room for.
  nbthread 1
  maxconn 256

defaults
  mode http
  log global
  timeout connect 5s
  # A log that is followed may be silent for long.
  timeout client 1h
  timeout server 1h

frontend engine-api
  bind :2375
  http-request return status 200 content-type text/plain string "live" if { path /health }
  http-request deny status 403 unless { method GET HEAD } { path_reg ${READABLE} }
  # Of an answer that changes the protocol, nothing more would be looked at.
  http-request del-header Upgrade
  default_backend engine

frontend status
  bind :8404
  http-request use-service prometheus-exporter if { path /metrics }

backend engine
  option httpchk GET /_ping
  server engine unix@${service.engineSocket ?? ""} check inter 5s
`;
