datacenter = "bev"
data_dir = "/consul/data"
client_addr = "0.0.0.0"
disable_update_check = true
enable_local_script_checks = false
enable_script_checks = false
server = false
node_name = "starlord"
advertise_addr = "100.122.12.54"
retry_join = ["100.96.197.84:8301"]
tls {
  defaults {
    ca_file = "/run/secrets/authority.pem"
    verify_outgoing = true
  }
}
auto_encrypt { tls = true }
