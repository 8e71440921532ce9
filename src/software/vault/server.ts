/** Vault's server configuration. */
import type { Service } from "../../catalog/resolve.ts";
import { SECRETS_PATH } from "../../lib/names.ts";
import type { ConfigRenderer } from "../software.ts";

/** Purpose of the port. */
export const METRICS = "metrics";

const TLS = `tls_cert_file = "${SECRETS_PATH}/certificate.pem"
  tls_key_file = "${SECRETS_PATH}/key.pem"`;

/** Integrated storage, as its makers recommend (C44). */
export const serverConfig: ConfigRenderer = ({ service, site }) => {
  // A port that is not published is reached inside the network, by name.
  const url = (purpose: string, inside: number): string => {
    const port = service.ports.find((one) => one.purpose === purpose)?.external;
    return port === undefined
      ? `https://${service.name}:${String(inside)}`
      : `https://${site.address}:${String(port)}`;
  };
  return `ui = true
disable_mlock = true
api_addr = "${url("http", 8200)}"
cluster_addr = "${url("cluster", 8201)}"

storage "raft" {
  path = "/vault/file"
  node_id = "${service.name}"
}

listener "tcp" {
  address = "0.0.0.0:8200"
  cluster_address = "0.0.0.0:8201"
  ${TLS}
}
${metrics(service)}`;
};

/** Without a token, so that they are there while Vault is sealed; on a listener of their own, as anybody may read them. */
function metrics({ ports }: Service): string {
  const port = ports.find(({ purpose }) => purpose === METRICS)?.container;
  if (port === undefined) return "";
  return `
listener "tcp" {
  address = "0.0.0.0:${String(port)}"
  ${TLS}
  telemetry {
    unauthenticated_metrics_access = true
  }
}

telemetry {
  prometheus_retention_time = "24h"
  disable_hostname = true
}
`;
}
