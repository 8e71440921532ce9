ui = true
disable_mlock = true
api_addr = "https://100.96.197.84:8200"
cluster_addr = "https://100.96.197.84:8201"

storage "raft" {
  path = "/vault/file"
  node_id = "vault"
}

listener "tcp" {
  address = "0.0.0.0:8200"
  cluster_address = "0.0.0.0:8201"
  tls_cert_file = "/run/secrets/certificate.pem"
  tls_key_file = "/run/secrets/key.pem"
}

listener "tcp" {
  address = "0.0.0.0:8202"
  tls_cert_file = "/run/secrets/certificate.pem"
  tls_key_file = "/run/secrets/key.pem"
  telemetry {
    unauthenticated_metrics_access = true
  }
}

telemetry {
  prometheus_retention_time = "24h"
  disable_hostname = true
}
