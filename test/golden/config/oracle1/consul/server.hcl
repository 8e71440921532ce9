datacenter = "bev"
data_dir = "/consul/data"
client_addr = "0.0.0.0"
disable_update_check = true
enable_local_script_checks = false
enable_script_checks = false
server = true
bootstrap_expect = 1
node_name = "oracle1"
advertise_addr = "100.96.197.84"
ui_config { enabled = true }
ports {
  http = -1
  https = 8500
}
tls {
  defaults {
    ca_file = "/run/secrets/authority.pem"
    verify_outgoing = true
    cert_file = "/run/secrets/certificate.pem"
    key_file = "/run/secrets/key.pem"
  }
  internal_rpc { verify_incoming = true }
}
auto_encrypt { allow_tls = true }
