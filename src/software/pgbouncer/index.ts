/** PgBouncer: connection pools before PostgreSQL. */
import { SECRETS_PATH } from "../../lib/names.ts";
import type { ConfigRenderer, Software } from "../software.ts";

const pooler: ConfigRenderer = ({ endpoint }) => {
  const [host, port] = endpoint("postgres").split(":");
  return `[databases]
* = host=${host ?? ""} port=${port ?? ""}

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 6432
client_tls_sslmode = require
client_tls_cert_file = ${SECRETS_PATH}/certificate.pem
client_tls_key_file = ${SECRETS_PATH}/key.pem
client_tls_ca_file = ${SECRETS_PATH}/authority.pem
server_tls_sslmode = verify-full
server_tls_ca_file = ${SECRETS_PATH}/authority.pem
auth_type = scram-sha-256
auth_file = /run/secrets/userlist.txt
; A password that was made anew is refused for a moment; the default is 15 seconds without a new try.
server_login_retry = 1
pool_mode = transaction
default_pool_size = 50
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
`;
};

export const pgbouncer: Software = {
  config: { "pgbouncer.ini": pooler },
  // Process 1 is Docker's own, which passes signals on.
  reload: "kill -HUP 1",
};
