import type { ConfigRenderer } from "./context.ts";

/** The web entry: everything goes to the inner web server until services say more. */
export const haproxy: ConfigRenderer = ({ endpoint }) => [
  {
    name: "haproxy.cfg",
    content: `global
  log stdout format raw local0
  maxconn 4096

defaults
  mode http
  log global
  option httplog
  timeout connect 5s
  timeout client 60s
  timeout server 60s

resolvers docker
  nameserver dns 127.0.0.11:53
  hold valid 10s

frontend web
  bind :8080
  default_backend nginx

frontend status
  bind :8404
  http-request return status 200 content-type text/plain string "live" if { path /health }
  stats enable
  stats uri /stats

backend nginx
  server nginx ${endpoint("nginx")} check resolvers docker init-addr none
`,
  },
];
