/** HAProxy: the web entry of the platform and of each edge region, the way to PostgreSQL, and what of an Engine others may read. */
import type { Service } from "../../catalog/resolve.ts";
import type { ConfigContext, ConfigRenderer, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { dockerProxy } from "./docker-proxy.ts";
import { pointScript, postgresProxy } from "./postgres-proxy.ts";

/** The first row behind it gets every request but those below `/<service>` of the others. */
const proxy: ConfigRenderer = (context) => {
  const { service, services } = context;
  const behind = services.filter((one) => one.behind === service.name);
  const [first, ...others] = behind;
  return `global
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
  hold valid 1s
  hold obsolete 0s

frontend web
  bind :8080
${others.map(pathRule).join("")}${first ? `  default_backend ${first.name}\n` : ""}
frontend status
  bind :8404
  http-request return status 200 content-type text/plain string "live" if { path /health }
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /stats
${behind.map((one) => `\n${backend(one, context, one !== first)}`).join("")}`;
};

function pathRule({ name }: Service): string {
  return `  use_backend ${name} if { path /${name} } or { path_beg /${name}/ }\n`;
}

/** A service whose own check asks over HTTP is asked alike: one that accepts and answers no more is left out too. */
function httpCheck({ health }: Service): string {
  if (health && !("http" in health)) return "";
  return `  option httpchk GET ${health?.http ?? "/health"}\n`;
}

export const haproxy: Software = {
  config: {
    "haproxy.cfg": proxy,
    "docker-proxy.cfg": dockerProxy,
    "postgres-proxy.cfg": postgresProxy,
    "point.sh": pointScript,
  },
  // Its master keeps the former processes until their connections end. By itself it would tell nobody of a fault.
  reload: "haproxy -c -q -f /usr/local/etc/haproxy && kill -USR2 1",
  takesConfig: true,
  usesEngine: true,
  metrics: { purpose: "metrics", alerts, panels },
  // Through the door: the inner web server answers.
  probe: { purpose: "http", path: "/health" },
};

/**
 * While a service is replaced, its name means the former container and the new one. What the former
 * one refuses as it ends goes to the other; only a request that may be repeated is sent twice.
 */
function backend(service: Service, { endpoint }: ConfigContext, isBelowPath: boolean): string {
  const { name, replicas } = service;
  const most = 2 * replicas.count;
  const path = isBelowPath ? `  http-request replace-path /${name}/?(.*) /\\1\n` : "";
  return `backend ${name}
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response
  http-request disable-l7-retry unless { method GET HEAD OPTIONS }
${path}${httpCheck(service)}  server-template ${name}- ${String(most)} ${endpoint(name)} check inter 1s rise 1 fall 1 resolvers docker init-addr none
`;
}
