ui = true
disable_mlock = true
api_addr = "https://100.122.12.54:8201"
cluster_addr = "https://staging-vault:8201"

storage "raft" {
  path = "/vault/file"
  node_id = "staging-vault"
}

listener "tcp" {
  address = "0.0.0.0:8200"
  cluster_address = "0.0.0.0:8201"
  tls_cert_file = "/run/secrets/certificate.pem"
  tls_key_file = "/run/secrets/key.pem"
}
